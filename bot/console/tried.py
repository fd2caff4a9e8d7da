"""What came of a try, as HTML: every word of a template or of a sentence is escaped here and nowhere else."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from bot.editing.drafts import Finding
from bot.editing.exam import Result
from bot.editing.tryout import FamilyPrompt, Heard, Imagined
from intents.engine.types import Recognition
from intents.services.language_model import ModelMessage
from prompts.shot import Shot

TIERS = {"rules": "句式", "classifier": "学来的", "model": "大模型", "fallback": "都没把握"}
UNITS = {"characters": "字", "tokens": "词元"}
ROLES = {"system": "先告诉它", "user": "再问它", "assistant": "它以前答的"}
FIELDS = {
    "subject": "拍谁",
    "subject_description": "什么样子",
    "subject_motion": "在做什么",
    "scene": "在哪里",
    "camera": "怎么运镜",
    "framing": "景别",
    "lighting": "光线",
    "atmosphere": "气氛",
    "style": "风格",
    "color_palette": "色调",
    "negative": "不要出现",
    "note": "没变成英文的",
}
"""The fields of a shot that are told, in the order a director would."""
MOST_WRONG = 60
"""Wrong sentences shown; a rule that catches everything makes thousands."""


def heard(draft: Heard | None, in_force: Heard) -> str:
    """A sentence as the draft understands it, and as the version in force does; None where there is no draft."""
    if draft is None:
        return _heard("现在", in_force)
    return _heard("改了以后", draft) + _heard("现在用的", in_force, is_quiet=True)


def heard_briefly(said: str, one: Heard, wanted: str) -> str:
    """One of several sentences that are to be the intent called `wanted`: whether it is, and what is said to it."""
    got = one.explanation.recognition
    answer = f'<p class="bubble hers">{escape(one.answer)}</p>' if one.answer and got.title == wanted else ""
    caught = "" if got.title == wanted else f'<p class="bad">这句会听成“{escape(got.title)}”，换个说法。</p>'
    return _sheet(f'<p class="bubble mine-said">{escape(said)}</p>{answer}{caught}')


def imagined(made: Imagined, first: str) -> str:
    """A request as a shot and as prompts; the family called `first` stands on top and is open."""
    kind = "拍视频" if made.request.kind == "video" else "画图"
    shot = made.written.shot
    by = "大模型写的" if not made.written.is_simple else "没有问大模型，按词表写的"
    families = sorted(made.prompts, key=lambda one: one.family != first)
    return _sheet(
        f'<div class="try-head"><b>{kind}</b><span>{by}</span></div>'
        f"{_shot(shot, is_clip=made.request.kind == 'video')}"
        f"{''.join(f'<p class=soft>{escape(note)}</p>' for note in made.notes)}"
        f"{_messages('请大模型写的时候说什么', made.to_write)}"
    ) + _sheet(
        '<div class="try-head"><b>写给每家的话</b><span>点开看全文</span></div>'
        + "".join(_family(one, is_open=one.family == first) for one in families)
    )


def examined(result: Result, titles: Mapping[str, str]) -> str:
    """All test sentences."""
    right = result.sentences - len(result.wrong)
    if not result.wrong:
        head = f'<div class="try-head good"><b>{result.sentences} 句都对</b></div>'
    else:
        head = f'<div class="try-head bad"><b>{len(result.wrong)} 处不对</b><span>{right} / {result.sentences} 句对</span></div>'
    return _sheet(
        head
        + _wrong("改了以后才错的", result.newly_wrong, titles, sign="bad")
        + _wrong("改了以后对了的", result.newly_right, titles, sign="good")
        + _wrong("原来就错的", [one for one in result.wrong if one not in result.newly_wrong], titles, sign="")
    )


def findings(found: Iterable[Finding], file: str, titles: Mapping[str, str]) -> str:
    """What is wrong with a draft, each a button that leads to its line; what is in another file says so."""
    return "".join(
        f'<button type="button" class="finding" data-act="line" data-line="{one.line}"><b>第 {one.line} 行</b>'
        f"<span>{escape(one.message)}</span></button>"
        if one.file == file
        else f'<p class="finding"><b>{_where(one, titles)}</b><span>{escape(one.message)}</span></p>'
        for one in found
    )


def sentences(said: Iterable[tuple[str, str]]) -> str:
    """What 小爱 says, by the name of each sentence."""
    rows = "".join(
        f'<div class="said-row"><code>{escape(name)}</code><p class="bubble hers">{escape(text)}</p></div>'
        for name, text in said
    )
    return _sheet(f'<div class="try-head"><b>说出来是这样</b><span>用例子里的内容填的</span></div>{rows}')


def problem(sentence: str) -> str:
    """A try that could not be made."""
    return _sheet(f'<p class="bad">{escape(sentence)}</p>')


def _heard(name: str, one: Heard, *, is_quiet: bool = False) -> str:
    seen = one.explanation
    got = one.by_model or seen.recognition
    if seen.order:
        title, how = seen.order, "命令"
    else:
        title, how = got.title, f"{TIERS[got.tier]} · 把握 {got.confidence:.0%}"
    lines = [
        f'<div class="try-head"><span class="which">{name}</span><b>{escape(title)}</b><span>{how}</span></div>',
        *([] if seen.order else _slots(got)),
    ]
    if one.answer:
        lines.append(f'<p class="bubble hers">{escape(one.answer)}</p>')
    return _sheet("".join([*lines, _why(one)]), is_quiet=is_quiet)


def _slots(got: Recognition) -> Iterator[str]:
    if got.slots:
        pairs = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in got.slots.items()
        )
        yield f'<dl class="slots">{pairs}</dl>'


def _why(one: Heard) -> str:
    seen = one.explanation
    rows = [f"<dt>拿来比的</dt><dd>{escape(seen.compared) or '（什么都不剩）'}</dd>"]
    if seen.won:
        swallowed = "".join(f"，{escape(slot)} ← {escape(said)}" for slot, said in seen.won.swallowed)
        rows.append(f"<dt>对上的句式</dt><dd><code>{escape(seen.won.template)}</code>{swallowed}</dd>")
    else:
        rows.append("<dt>对上的句式</dt><dd>没有一条对得上整句</dd>")
    rows += [
        f"<dt>也对得上</dt><dd>{escape(other.title)} <code>{escape(other.template)}</code></dd>"
        for other in seen.others
    ]
    if seen.chances:
        rows.append(f"<dt>像什么</dt><dd>{''.join(_chance(title, chance) for title, chance in seen.chances)}</dd>")
    elif not one.has_classifier:
        rows.append("<dt>像什么</dt><dd>小爱还没学过这份说法，只按句式认</dd>")
    if seen.candidates:
        rows.append(f"<dt>拿不准</dt><dd>可能是{escape('、'.join(seen.candidates))}</dd>")
    asked = _messages("问大模型这是什么意图", one.to_recognise) + _messages("请大模型回答", one.to_answer)
    return f'<details><summary>为什么</summary><dl class="why">{"".join(rows)}</dl>{asked}</details>'


def _chance(title: str, chance: float) -> str:
    return (
        f'<div class="chance"><span>{escape(title)}</span><span class="track"><i style="width:{chance:.1%}"></i></span>'
        f"<span>{chance:.0%}</span></div>"
    )


def _messages(title: str, messages: tuple[ModelMessage, ...]) -> str:
    if not messages:
        return ""
    told = "".join(
        f'<div class="told"><b>{ROLES[one.role]}</b><pre tabindex="0">{escape(one.text)}</pre></div>'
        for one in messages
    )
    return f"<details><summary>{title}</summary>{told}</details>"


def _shot(shot: Shot, *, is_clip: bool) -> str:
    told = [(title, str(getattr(shot, name))) for name, title in FIELDS.items() if getattr(shot, name)]
    told += [("这时候", f"第 {one.at_seconds:g} 秒：{one.description}") for one in shot.keyframes]
    shape = f"{shot.aspect}，{shot.resolution}" + (f"，{shot.seconds:g} 秒，每秒 {shot.fps} 帧" if is_clip else "")
    rows = "".join(f"<dt>{title}</dt><dd>{escape(value)}</dd>" for title, value in [*told, ("大小", shape)])
    return f'<dl class="why">{rows}</dl>'


def _family(one: FamilyPrompt, *, is_open: bool) -> str:
    length, unit = one.length, UNITS[one.length.unit]
    share = min(length.used / length.most, 1)
    tone = "full" if share > 0.9 else ""
    bound = "至多 " if length.is_bound else ""
    left_out = f'<p class="bad">太长，省掉了：{escape("、".join(one.trimmed))}</p>' if one.trimmed else ""
    negative = (
        f"<div class=told><b>不要出现</b><pre>{escape(one.negative_prompt)}</pre></div>" if one.negative_prompt else ""
    )
    return (
        f'<details class="family"{" open" if is_open else ""}><summary><span>{escape(one.title)}</span>'
        f'<span class="track {tone}"><i style="width:{share:.1%}"></i></span>'
        f'<span class="used">{bound}{length.used} / {length.most} {unit}</span></summary>'
        f'{left_out}<div class="told"><pre>{escape(one.prompt)}</pre></div>{negative}</details>'
    )


def _wrong(title: str, found: Iterable[Finding], titles: Mapping[str, str], *, sign: str) -> str:
    found = tuple(found)
    if not found:
        return ""
    rows = "".join(f"<li><b>{_where(one, titles)}</b>{escape(one.message)}</li>" for one in found[:MOST_WRONG])
    more = f"<li>还有 {len(found) - MOST_WRONG} 处</li>" if len(found) > MOST_WRONG else ""
    return f'<h3 class="{sign}">{title}（{len(found)}）</h3><ul class="wrongs">{rows}{more}</ul>'


def _where(one: Finding, titles: Mapping[str, str]) -> str:
    return f"{escape(titles.get(one.file, one.file))} 第 {one.line} 行"


def _sheet(content: str, *, is_quiet: bool = False) -> str:
    return f'<section class="try{" quiet-try" if is_quiet else ""}">{content}</section>'
