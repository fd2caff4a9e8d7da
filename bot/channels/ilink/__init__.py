"""iLink: Tencent's own bot interface for a person's WeChat. Direct chats only, one binding a member.

The protocol is read in the npm package @tencent-weixin/openclaw-weixin 2.4.9 (MIT, Tencent), and that package's compiled client is
run against the same double as ours. Not tried against the real service: nobody here has an account.

    wire.py      one call: headers, body, and the ways it can fail
    timing.py    how long everything may take
    bindings.py  the credentials of each login, a file each
    login.py     from the QR code to such a file
    failures.py  why it came to nothing
    incoming.py  what came in becomes a `Message`
    listening.py the long poll of one account
    crypto.py    AES-128-ECB, as the CDN wants it
    media.py     photos in, files out
    standing.py  how an account stands: online, throttled, stale
    items.py     a letter becomes what goes over the wire, one item a message
    sending.py   a letter goes out: paced, counted, throttled
    typing.py    「对方正在输入」
    account.py   one login with all of this
    channel.py   the channel: as many accounts as there are credentials
"""
