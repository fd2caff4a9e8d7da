"""概览: how 小爱 is getting on, readable at a glance. The same figures are at /metrics."""

import html
from collections.abc import Mapping, Sequence

from nicegui import ui

from bot.console.board import Board
from bot.console.charts import Band, Written, band, bars, ranking
from bot.console.gallery import disk_bar
from bot.console.job_words import KINDS, REASONS, STATES, duration, moment, size
from bot.console.jobs import STYLE
from bot.console.layout import RECONNECT_SECONDS, card, page
from bot.console.login_rows import login_rows, told_of
from bot.console.measured import memory, steadiness
from bot.console.parts import Parts
from bot.reports.days import Series
from bot.reports.makers import MakerTold, TimesTold
from bot.reports.overview import Overview
from bot.spending import yuan

FRESH_SECONDS = 15.0
TIERS = {
    "rules": "句式",
    "classifier": "分类器",
    "model": "大模型",
    "fallback": "都没把握",
    "unknown": "以前的，没有记",
}
PURPOSES = {
    "classify": "听懂话",
    "shot": "写分镜",
    "chat": "聊天",
    "prompt": "按提示词回答",
    "ideas": "出主意",
    "look": "看照片",
    "check": "检查测试句",
    "probe": "试连接",
}
WORTH_TELLING = 0.1
"""A tenth more or less than usual is noise."""
TONES = {STATES["done"]: "good", STATES["failed"]: "bad", STATES["cancelled"]: "calm"}
ENDED_BADLY = ("failed", "undelivered")
ENDED = ("done", "uncertain", *ENDED_BADLY)


def add_overview(parts: Parts) -> None:
    """The page."""

    @ui.page("/overview", response_timeout=RECONNECT_SECONDS)
    async def overview() -> None:
        ui.add_head_html(STYLE)
        await OverviewPage(parts).open()


class OverviewPage:
    """Draws itself anew now and then."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def open(self) -> None:
        """Draw it, and follow it."""
        with page("概览", "overview"):
            self._tiles = Board()
            self._logins: Board | None = None
            if told_of(self._parts.channels):
                with card("微信"):
                    self._logins = Board()
                    ui.link("接上一个人，改微信的设置", "settings?step=wechat").classes("logins-link")
            with ui.element("div").classes("charts"):
                with card("每天说了多少话", "按意图分。"):
                    self._turns = Board()
                with card("谁听懂的", "越多由句式和分类器听懂，越快，也越省钱。"):
                    self._tiers = Board()
                with card("每天花的钱"):
                    self._money = Board()
                with card("大模型用了多少", "每天的字元（token）数。"):
                    self._tokens = Board()
                with card("每天的任务"):
                    self._jobs = Board()
                with card("没做成的原因", "最近两个星期。"):
                    self._failures = Board()
            with card("做一个要多久", "线是一般要多久，浅色到十个里九个都做完为止。"):
                self._times = Board()
            with card("显卡内存用到多少", "线是一般，浅色到最多的一次。没有显卡的机器上量的是内存。"):
                self._memory = Board()
            with card("画面稳不稳", "前后两张画面有多像：1 是不动，低了就是闪或者跳。线是当天最晃的一段，浅色到一般。"):
                self._steadiness = Board()
            with card("生成器现在怎么样"):
                self._makers = Board()
            with card("硬盘"):
                self._disk = Board()
        await self._refresh()
        ui.timer(FRESH_SECONDS, self._refresh, immediate=False)

    async def _refresh(self) -> None:
        told, labels = await self._parts.archive.overview(), self._parts.labels()
        days = told.days
        if self._tiles.is_deleted:
            return
        self._tiles.show(_tiles(told, self._parts.settings.quotas.yuan_per_day))
        if self._logins:
            self._logins.show(login_rows(told_of(self._parts.channels), self._parts.now(), self._parts.zone))
        self._turns.show(
            _bars("每天的消息", days.days, _called(days.intents, {**labels, "order": "命令和其他"}), _count)
        )
        self._tiers.show(_bars("谁听懂的", days.days, _called(days.tiers, TIERS), _count))
        self._money.show(_bars("每天花的钱", days.days, days.fen, _yuan, nothing="这两个星期没有花过钱。"))
        calls = "、".join(f"{PURPOSES.get(name, name)} {sum(figures)} 次" for name, figures in days.model_calls.items())
        note = f'<p class="chart-note">两个星期里：{html.escape(calls)}。</p>' if calls else ""
        self._tokens.show(_bars("大模型的字元", days.days, days.tokens, _count, nothing="没有用过大模型。") + note)
        self._jobs.show(
            _bars("每天的任务", days.days, _called(days.asked, STATES), _count, nothing="还没有任务。", tones=TONES)
        )
        self._failures.show(_failures(told))
        self._times.show(_times(told.times, days.days))
        self._memory.show(memory(told.measured, days.days))
        self._steadiness.show(steadiness(told.measured, days.days))
        self._makers.show(self._all_makers(told))
        free = f'<p class="chart-note">数据一共 {size(told.disk.used)}，这块硬盘还空着 {size(told.disk.free)}。</p>'
        self._disk.show(disk_bar(told.disk) + free)

    def _all_makers(self, told: Overview) -> str:
        rows = "".join(self._maker(one, told) for one in told.makers)
        return f'<ul class="makers">{rows}</ul>'

    def _maker(self, maker: MakerTold, told: Overview) -> str:
        zone, now = self._parts.zone, told.at
        state, word = "good", "正常"
        if maker.missing_key:
            state, word = "", f"缺钥匙 {maker.missing_key}"
        elif maker.resting:
            until = f"，到 {moment(maker.resting_until, now, zone)}" if maker.resting_until > now else ""
            state, word = "bad", f"歇着：{REASONS.get(maker.resting, maker.resting)}{until}"
        elif maker.is_slow:
            state, word = "slow", f"变慢了，到 {moment(maker.slow_until, now, zone)} 排在后面"
        notes = ["只做预览"] if maker.is_preview else []
        if switched := told.days.slow.get(maker.name):
            notes.append(f"两个星期里因为慢让给别人 {switched} 次")
        known = maker.known
        if known.last_error_at is not None:
            when = moment(known.last_error_at, now, zone)
            notes.append(f"上次出错 {when}：{REASONS.get(known.last_code, known.last_code)}")
        name = maker.title if maker.title == maker.name else f"{maker.title}（{maker.name}）"
        return (
            f'<li><span class="maker-name">{html.escape(name)}</span><span class="badge {state}">{html.escape(word)}</span>'
            f'<span class="maker-notes">{html.escape(" · ".join(notes))}</span></li>'
        )


def _tiles(told: Overview, yuan_per_day: float) -> str:
    days = told.days
    spent = sum(figures[-1] for figures in days.fen.values())
    asked = {name: sum(figures) for name, figures in days.asked.items()}
    ended = sum(asked.get(state, 0) for state in ENDED)
    bad = sum(asked.get(state, 0) for state in ENDED_BADLY)
    limit = f"一天最多 {yuan_per_day:g} 元" if yuan_per_day else "没有设上限"
    today = {name: figures[-1] for name, figures in days.asked.items()}
    tiles = [
        ("今天答了", f"{sum(figures[-1] for figures in days.intents.values())} 句", ""),
        ("今天做好", f"{today.get('done', 0)} 个", f"今天一共要了 {sum(today.values())} 个"),
        ("正在做", f"{told.running} 个", f"排队 {told.waiting} 个" if told.waiting else "没有人排队"),
        ("今天花了", f"{yuan(spent)} 元", limit),
        (
            "没做成的",
            f"{100 * bad / ended:.0f}%" if ended else "—",
            f"两个星期里 {ended} 个有 {bad} 个" if ended else "",
        ),
        ("硬盘还空着", size(told.disk.free), f"小爱用了 {size(told.disk.used)}"),
    ]
    if told.unclear:
        tiles.insert(0, ("要人看一下", f"{told.unclear} 个", "可能付了钱，等你决定"))
    drawn = "".join(
        f'<li class="tile"><span class="tile-name">{name}</span><b class="tile-figure">{html.escape(figure)}</b>'
        f'<span class="tile-note">{html.escape(note)}</span></li>'
        for name, figure, note in tiles
    )
    return f'<ul class="tiles" aria-label="今天">{drawn}</ul>'


def _bars(
    title: str,
    days: Sequence[str],
    series: Series,
    written: Written,
    *,
    nothing: str = "还没有。",
    tones: Mapping[str, str] = {},
) -> str:
    return bars(title, days, series, written, tones) if series else f'<p class="chart-note">{nothing}</p>'


def _called(series: Series, names: Mapping[str, str]) -> Series:
    """With Chinese names; two names called alike become one."""
    called: dict[str, tuple[int, ...]] = {}
    for name, figures in series.items():
        word = names.get(name, name)
        called[word] = tuple(map(sum, zip(called[word], figures, strict=True))) if word in called else figures
    return called


def _failures(told: Overview) -> str:
    reasons = {REASONS.get(reason, reason): float(number) for reason, number in told.days.failures.items()}
    drawn = (
        ranking(reasons, lambda figure: f"{figure:.0f} 个") if reasons else '<p class="chart-note">没有没做成的。</p>'
    )
    doubtful = sum(told.days.doubtful)
    note = f'<p class="chart-note">另外有 {doubtful} 段画面看着不对劲，还是发了。</p>' if doubtful else ""
    return drawn + note


def _times(times: Sequence[TimesTold], days: Sequence[str]) -> str:
    if not times:
        return '<p class="chart-note">这两个星期还没有做过。</p>'
    return f'<div class="times">{"".join(_time(one, days) for one in times)}</div>'


def _time(one: TimesTold, days: Sequence[str]) -> str:
    name = f"{one.generator} 做{KINDS[one.kind]}"
    middle, most = duration(one.median), duration(one.p90)
    change = ""
    if one.over_usual is not None and abs(one.over_usual) >= WORTH_TELLING:
        word, tone = ("慢", "bad") if one.over_usual > 0 else ("快", "good")
        change = f'<span class="badge {tone}">比以前{word} {abs(one.over_usual):.0%}</span>'
    line = Band(
        tuple(day[0] if day else None for day in one.by_day), tuple(day[1] if day else None for day in one.by_day)
    )
    chart = band(f"{name}：一般 {middle}", days, line, duration, names=("一般", "十个里九个不超过"))
    return (
        f'<div class="time"><div class="time-head"><b>{html.escape(name)}</b>{change}</div>'
        f'<div class="time-note">一般 {middle}，慢的 {most}，做了 {one.runs} 个</div>{chart}</div>'
    )


def _count(figure: float) -> str:
    """1200 as 1200, 34000 as 3.4 万; half of an odd number on a scale as 2.5."""
    return f"{figure / 10_000:g} 万" if figure >= 10_000 else f"{figure:g}"


def _yuan(fen: float) -> str:
    return f"{yuan(round(fen))} 元"
