"""Small charts as SVG. The shapes stretch with the page, the words stay as large as words are: they stand beside the shapes, in HTML.

Each chart says in one sentence what it shows, for whoever cannot see it, and has its figures in a table below for whoever wants them.
"""

import html
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

COLOURS = 7
OTHERS = "其他"
_WIDTH, _HEIGHT = 100.0, 100.0

Figure = float | None
Written = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Band:
    """A line with what lies above it up to a second one: the middle, and what nine of ten stay under. None where nothing was."""

    low: tuple[Figure, ...]
    high: tuple[Figure, ...]


def bars(
    title: str,
    days: Sequence[str],
    series: Mapping[str, Sequence[float]],
    written: Written,
    tones: Mapping[str, str] = {},
) -> str:
    """A bar for every day, in as many colours as there are names; of more than seven names the smallest are one.

    `tones` gives a name a colour that says something: good, bad, calm.
    """
    shown = _with_others(series)
    colours = [tones.get(name, f"series{place}") for place, name in enumerate(shown)]
    totals = [sum(figures[place] for figures in shown.values()) for place in range(len(days))]
    top = ceiling(max(totals, default=0))
    width = _WIDTH / max(1, len(days))
    shapes = []
    for place, day in enumerate(days):
        at, parts = 0.0, []
        for colour, figures in zip(colours, shown.values(), strict=True):
            height = _HEIGHT * figures[place] / top
            if height:
                y = _HEIGHT - at - height
                parts.append(
                    f'<rect class="{colour}" x="{place * width + width * 0.14:.2f}" y="{y:.2f}" '
                    f'width="{width * 0.72:.2f}" height="{height:.2f}"/>'
                )
            at += height
        said = "，".join(f"{name} {written(figures[place])}" for name, figures in shown.items() if figures[place])
        hover = f'<rect class="hover" x="{place * width:.2f}" y="0" width="{width:.2f}" height="{_HEIGHT:g}"/>'
        told = f"{short_day(day)}：{said or '没有'}"
        shapes.append(f"<g><title>{html.escape(told)}</title>{hover}{''.join(parts)}</g>")
    says = f"{title}：今天 {written(totals[-1])}，最多的一天 {written(max(totals))}。" if totals else title
    return _figure(
        says, _plot("".join(shapes), top, days, written), _legend(shown, colours), table(days, shown, written)
    )


def band(title: str, days: Sequence[str], line: Band, written: Written, *, names: tuple[str, str]) -> str:
    """A line with a band above it, for what has a middle and a spread."""
    known = [one for one in (*line.low, *line.high) if one is not None]
    top = ceiling(max(known, default=0.0))
    step = _WIDTH / max(1, len(days))
    points = [
        (place * step + step / 2, _HEIGHT * (1 - low / top), _HEIGHT * (1 - high / top))
        for place, (low, high) in enumerate(zip(line.low, line.high, strict=True))
        if low is not None and high is not None
    ]
    middle = " ".join(f"{x:.2f},{low:.2f}" for x, low, _ in points)
    upper = " ".join(f"{x:.2f},{high:.2f}" for x, _, high in points)
    back = " ".join(f"{x:.2f},{low:.2f}" for x, low, _ in reversed(points))
    # A dot each: a single day has no line.
    dots = "".join(f'<path class="dot" d="M{x:.2f} {low:.2f}h.01"/>' for x, low, _ in points)
    hovers = "".join(
        f"<g><title>{html.escape(_told(day, low, high, written, names))}</title>"
        f'<rect class="hover" x="{place * step:.2f}" y="0" width="{step:.2f}" height="{_HEIGHT:g}"/></g>'
        for place, (day, low, high) in enumerate(zip(days, line.low, line.high, strict=True))
    )
    shapes = (
        f'<polygon class="spread" points="{upper} {back}"/><polyline class="middle" points="{middle}"/>{dots}{hovers}'
    )
    series = {names[0]: line.low, names[1]: line.high}
    return _figure(title, _plot(shapes, top, days, written), "", table(days, series, written))


def ranking(figures: Mapping[str, float], written: Written) -> str:
    """Names with a bar each, in the order they come in."""
    most = max(figures.values(), default=0) or 1
    return (
        '<ul class="ranking">'
        + "".join(
            f'<li><span class="ranking-name">{html.escape(name)}</span>'
            f'<span class="step-bar" aria-hidden="true"><i style="width:{100 * figure / most:.1f}%"></i></span>'
            f'<span class="ranking-figure">{html.escape(written(figure))}</span></li>'
            for name, figure in figures.items()
        )
        + "</ul>"
    )


def table(days: Sequence[str], series: Mapping[str, Sequence[Figure]], written: Written) -> str:
    """The figures of a chart, the newest day first, folded away."""
    head = "".join(f'<th scope="col" class="figure">{html.escape(name)}</th>' for name in series)
    rows = "".join(
        f'<tr><th scope="row">{short_day(day)}</th>'
        + "".join(f'<td class="figure">{_cell(figures[place], written)}</td>' for figures in series.values())
        + "</tr>"
        for place, day in reversed(list(enumerate(days)))
    )
    return (
        '<details class="figures"><summary>看数字</summary><div class="table"><table>'
        f'<thead><tr><th scope="col">日子</th>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def ceiling(most: float) -> float:
    """The end of a scale that `most` fits on: 1, 2 or 5 times a power of ten; 1 for nothing at all."""
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(power * step for step in (1, 2, 5, 10) if most <= power * step * 1.0000001)


def short_day(day: str) -> str:
    """2026-11-08 as 11月8日."""
    _, month, number = day.split("-")
    return f"{int(month)}月{int(number)}日"


def _with_others(series: Mapping[str, Sequence[float]]) -> dict[str, Sequence[float]]:
    names = list(series)
    if len(names) <= COLOURS:
        return dict(series)
    rest = [series[name] for name in names[COLOURS - 1 :]]
    return {name: series[name] for name in names[: COLOURS - 1]} | {
        OTHERS: [sum(day) for day in zip(*rest, strict=True)]
    }


def _plot(shapes: str, top: float, days: Sequence[str], written: Written) -> str:
    lines = "".join(f'<path class="rule" d="M0 {y:g}H100"/>' for y in (0.0, 50.0, 100.0))
    first = short_day(days[0]) if days else ""
    return (
        f'<div class="plot"><div class="scale" aria-hidden="true"><span>{html.escape(written(top))}</span>'
        f"<span>{html.escape(written(top / 2))}</span><span>0</span></div>"
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">{lines}{shapes}</svg>'
        f'<div class="days" aria-hidden="true"><span>{first}</span><span>今天</span></div></div>'
    )


def _legend(series: Mapping[str, Sequence[float]], colours: Sequence[str]) -> str:
    if len(series) < 2:
        return ""
    names = "".join(
        f'<li><i class="{colour}"></i>{html.escape(name)}</li>' for colour, name in zip(colours, series, strict=True)
    )
    return f'<ul class="legend">{names}</ul>'


def _figure(says: str, plot: str, legend: str, figures: str) -> str:
    return (
        f'<figure class="chart"><div role="img" aria-label="{html.escape(says)}">{plot}</div>{legend}{figures}</figure>'
    )


def _told(day: str, low: Figure, high: Figure, written: Written, names: tuple[str, str]) -> str:
    if low is None or high is None:
        return f"{short_day(day)}：没有"
    return f"{short_day(day)}：{names[0]} {written(low)}，{names[1]} {written(high)}"


def _cell(figure: Figure, written: Written) -> str:
    return "" if figure is None else html.escape(written(figure))
