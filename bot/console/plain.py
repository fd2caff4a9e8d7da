"""The pages before the door: without a script, without anything from behind it, so that a stranger is given nothing but words."""

import html

from fastapi.responses import HTMLResponse

from bot.console.bubbles import FACE


def plain_page(sentence: str, status: int, form: str = "", *, problem: str = "") -> HTMLResponse:
    """One sentence, a form if need be (ready HTML), and what went wrong with it."""
    alert = f'<p class="problem" role="alert">{html.escape(problem)}</p>' if problem else ""
    content = _PAGE.format(face=FACE, sentence=html.escape(sentence), form=form, problem=alert)
    return HTMLResponse(content, status, headers={"cache-control": "no-store"})


def login_form(action: str) -> str:
    """The field for the password."""
    # The name helps password managers to keep one password for one place.
    return (
        f'<form method="post" action="{html.escape(action)}">'
        '<input type="text" name="username" value="admin" autocomplete="username" hidden>'
        '<input type="password" name="password" aria-label="密码" placeholder="密码" autocomplete="current-password" required autofocus>'
        "<button>进来</button></form>"
    )


def join_form(action: str, secret: str) -> str:
    """The button of an invitation. A link that is only looked at, as messengers do for a preview, uses up nothing."""
    return (
        f'<form method="post" action="{html.escape(action)}"><input type="hidden" name="token" value="{html.escape(secret)}">'
        "<button autofocus>进来</button></form>"
    )


_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>小爱</title>
<style>
:root{{--paper:#f4f1ec;--surface:#fffdfa;--ink:#2b2622;--line:#d9d0c4;--accent:#c8541c;--accent-ink:#fff;--warn:#a8321d}}
@media (prefers-color-scheme:dark){{:root{{--paper:#17161a;--surface:#1f1d22;--ink:#ece7e1;--line:#45414a;--accent:#ee8244;--accent-ink:#1d0f06;--warn:#ff9d85}}}}
*{{box-sizing:border-box}}
body{{font:18px/1.7 -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif;display:grid;place-items:center;min-height:100dvh;margin:0;padding:24px;background:var(--paper);color:var(--ink)}}
main{{width:min(380px,100%);text-align:center}}
.face{{display:grid;place-items:center;width:88px;height:88px;margin:0 auto 18px;border-radius:30px;background:#ffe3c7}}
.face svg{{width:84%;fill:#4a2f22}}.hair{{fill:#e9743c}}.skin{{fill:#fff3e6}}.leaf{{fill:#4f9a63}}.cheek{{fill:#ffb9a0}}.smile{{fill:none;stroke:#4a2f22;stroke-width:1.6;stroke-linecap:round}}
h1,p{{margin:0 0 18px;font:inherit}}
form{{display:flex;flex-direction:column;gap:12px}}
input,button{{font:inherit;width:100%;min-height:52px;padding:10px 16px;border-radius:15px}}
input{{border:1px solid var(--line);background:var(--surface);color:inherit}}
input[hidden]{{display:none}}
input:focus-visible,button:focus-visible{{outline:2px solid var(--accent);outline-offset:2px}}
button{{border:0;background:var(--accent);color:var(--accent-ink);font-weight:600;cursor:pointer}}
.problem{{color:var(--warn)}}
</style>
<main><div class="face">{face}</div><h1>{sentence}</h1>{problem}{form}</main></html>"""
