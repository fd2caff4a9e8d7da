"""What makers measured, in words and charts: of one making, and over the days."""

import html
from collections.abc import Callable, Mapping, Sequence

from bot.console.charts import Band, Written, band
from bot.console.job_words import duration, size
from bot.reports.measured import MeasuredTold, Spread, Trend
from generators.base import Measured

PHASES: Mapping[str, str] = {"encode": "读文字", "denoise": "一步步画", "decode": "解出画面", "save": "写成文件"}
NOTHING = '<p class="chart-note">这两个星期没有量过。家里的显卡做的才量得到。</p>'


def in_words(measured: Measured) -> str:
    """One making: 读文字 0.4 秒、一步步画 1 分 2 秒。最多占 5.2 GB。…"""
    parts = "、".join(f"{PHASES.get(name, name)} {duration(seconds)}" for name, seconds in measured.seconds.items())
    likeness = [
        f"{what} {value:.2f}"
        for what, value in (
            ("前后画面相像", measured.temporal_ssim),
            ("开头和照片相像", measured.first_frame_ssim),
        )
        if value is not None
    ]
    if measured.encode_psnr is not None:
        likeness.append(f"压缩后和原样差 {measured.encode_psnr:.0f} dB")
    sentences = [
        parts,
        f"最多占 {size(measured.peak_bytes)}" if measured.peak_bytes is not None else "",
        f"方案 {measured.plan}" if measured.plan else "",
        "，".join(likeness),
    ]
    return "".join(f"{sentence}。" for sentence in sentences if sentence)


def memory(told: Sequence[MeasuredTold], days: Sequence[str]) -> str:
    """A chart for each generator: the usual and the most of each day."""
    drawn = [
        _chart(
            one.generator,
            f"最多 {size(round(trend.whole.high))}，一般 {size(round(trend.whole.middle))}",
            trend,
            days,
            lambda day: (day.middle, day.high),
            lambda figure: size(round(figure)),
            ("一般", "最多"),
        )
        for one in told
        if (trend := one.peak_bytes)
    ]
    return f'<div class="times">{"".join(drawn)}</div>' if drawn else NOTHING


def steadiness(told: Sequence[MeasuredTold], days: Sequence[str]) -> str:
    """A chart for each generator: the least steady clip of each day, and the usual one."""
    drawn = [
        _chart(
            one.generator,
            f"一般 {trend.whole.middle:.2f}，最晃的一段 {trend.whole.low:.2f}",
            trend,
            days,
            lambda day: (day.low, day.middle),
            lambda figure: f"{figure:.2f}",
            ("最晃的一段", "一般"),
        )
        for one in told
        if (trend := one.temporal_ssim)
    ]
    return f'<div class="times">{"".join(drawn)}</div>' if drawn else NOTHING


def _chart(
    name: str,
    note: str,
    trend: Trend,
    days: Sequence[str],
    ends: Callable[[Spread], tuple[float, float]],
    written: Written,
    names: tuple[str, str],
) -> str:
    pairs = [ends(day) if day else (None, None) for day in trend.by_day]
    line = Band(tuple(low for low, _ in pairs), tuple(high for _, high in pairs))
    return (
        f'<div class="time"><div class="time-head"><b>{html.escape(name)}</b></div>'
        f'<div class="time-note">{note}</div>{band(f"{name}：{note}", days, line, written, names=names)}</div>'
    )
