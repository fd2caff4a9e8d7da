"""Why a login came to nothing, in the admin's words: on the terminal and on the page."""

from bot.channels.base import Login

_FAILURES = {
    "unscanned": "二维码过期了好几次，一直没有扫上。准备好手机，再来一次。",
    "blocked": "数字输错了好几次，微信让歇一歇。过一会儿再来一次。",
    "too late": "等得太久，这次就算了。准备好手机，再来一次。",
    "unreachable": "连不上微信那边，拿不到二维码。看看这台机器能不能上网，再来一次。",
    "bound elsewhere": "这个微信已经绑定过了，可是这里没有它的凭据。把原来那台机器数据文件夹里的 ilink 文件夹（包括 .bak 文件）拷过来；"
    "找不回来的话，在手机微信里删掉那个机器人，再来一次。",
    "not written": "绑上了，可是凭据写不进数据文件夹（满了，或者没有权限）。弄好以后再来一次。",
    "refused": "微信那边的回答看不懂，没有绑上。再试一次。",
}


def why_not(state: Login) -> str:
    """What happened and what to do, of a login that stands at `expired`."""
    return _FAILURES.get(state.detail, _FAILURES["refused"])
