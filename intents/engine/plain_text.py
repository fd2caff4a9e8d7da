"""What a language model wrote, as it may stand in a chat on a phone.

Prevents `## 标题`, tables and made-up links from reaching a grandmother, and 小爱 from saying that she made a clip when she only
talked: a model likes to claim what it was asked for.
"""

import re

LONGEST = 600
"""Characters of one answer."""
LONGEST_READ = 10 * LONGEST
"""Characters of what the model wrote that are looked at."""


def for_a_phone(text: str) -> str:
    """Plain text of at most `LONGEST` characters, cut where a sentence ends; empty where nothing is left."""
    text = _FENCE.sub("", text[:LONGEST_READ].replace("\r", ""))
    text = _IMAGE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\2", text)
    lines = [_line(line) for line in text.split("\n") if not _RULE.fullmatch(line.strip())]
    plain = _BLANK.sub("\n", "\n".join(line for line in lines)).strip()
    return _cut(plain)


def without_claims(text: str) -> str:
    """The text without the sentences that claim a clip or picture was made, is being made or was sent."""
    return "".join(sentence for sentence in _SENTENCE.findall(text) if not _claims(sentence)).strip()


def _line(line: str) -> str:
    line = _HEADING.sub("", line.strip())
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        return "，".join(cell.strip() for cell in line.strip("|").split("|") if cell.strip())
    return line


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in _END.finditer(text, 0, LONGEST)]
    at = ends[-1] if ends and ends[-1] >= LONGEST // 3 else 0
    return text[:at].strip() if at else text[: LONGEST - 1].rstrip() + "…"


def _claims(sentence: str) -> bool:
    return not _ASKS.search(sentence) and any(
        not _NOT.search(match.group()) for pattern in _CLAIMS for match in pattern.finditer(sentence)
    )


_FENCE = re.compile(r"^\s*```[^\n]*$\n?", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)")
# Not 2**3**4, and not a__b__c.
_EMPHASIS = re.compile(r"(?<![0-9A-Za-z_*])(\*\*|__|~~|`)(?=\S)(.+?)(?<=\S)\1(?![0-9A-Za-z_*])")
_HEADING = re.compile(r"^#{1,6}\s+|^>\s?|^[*+]\s+(?=\S)")
_RULE = re.compile(r"[-*_=|:\s]{3,}")
_BLANK = re.compile(r"\n\s*\n+")
_END = re.compile(r"[。！？!?…~～\n]+[”’」』）)]*|\.(?=\s)")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]+[”’」』）)]*|[^。！？!?\n]+$")

_WORKS = "(?:视频|短片|小片|片子|动画|影片|图片|照片|图|画)"
_FOR_YOU = "(?:[给为帮替](?:你|您|大家))?"
_MADE = "(?:(?:拍|画|做|生成|制作|渲染|剪|发|传)(?:好|完|成|过去|出来|给(?:你|您|大家))(?:了|啦|咯)?|(?:生成|制作|拍摄|渲染)中)"
_CLAIMS = (
    # 视频已经给您拍好了; 小片生成完啦
    re.compile(rf"(?<!拍的)(?<!画的)(?<!做的){_WORKS}我?[^，,。你您他她]{{0,4}}{_FOR_YOU}[^，,。]{{0,3}}{_MADE}"),
    # 我已经帮你拍好了小猫的视频; 我给你做了一段短片
    re.compile(
        rf"我[^，,。你您]{{0,4}}{_FOR_YOU}[^，,。]{{0,3}}(?:{_MADE}|(?:拍|画|做|生成|制作)了)[^，,。]{{0,12}}{_WORKS}"
    ),
    re.compile(rf"正在[^，,。]{{0,8}}(?:拍摄|拍|画|做|生成|制作)[^，,。]{{0,12}}{_WORKS}"),
)
_NOT = re.compile("没|不|未|别")
_ASKS = re.compile(r"[吗么？?]")
