"""企业微信's AI bot on its long connection: the one sanctioned way into a group chat.

The protocol is read in the npm package @wecom/aibot-node-sdk 1.0.7 (MIT) and in developer.work.weixin.qq.com path/101463, and
tried with that SDK against our double. Not tried against the real service: nobody here has an account.

    frames.py    what goes over the wire, and what of it can be read
    link.py      one connection: subscribed, kept alive, questions and their answers
    keeper.py    one connection after another; displaced, refused and away are kept apart
    incoming.py  a callback becomes a `Message`
    media.py     a photo in a message is fetched and decrypted
    answers.py   what an error code means for a letter
    upload.py    a file in chunks
    sending.py   a letter, in as many steps as it takes
    channel.py   the channel itself

The far side never asks whether a message was heard: what it hands over while 小爱 is being killed is gone, and so is what it
hands over to nobody.
"""
