"""The figures as tables of Markdown, and whether the goals are met."""

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.gpu.columns import COLUMNS
from benchmarks.gpu.one import GB, Took
from benchmarks.gpu.row import Row
from benchmarks.gpu.rows import ROWS

Cells = Mapping[tuple[str, str], Took]


def cells(took: Sequence[Took]) -> Cells:
    """By row and column."""
    return {(one.row, one.column): one for one in took}


def markdown(took: Sequence[Took]) -> str:
    """All cells, a row of text each."""
    head = "| model | how | total | text | denoise | decode | save | peak GB | of the baseline | quality |"
    return "\n".join([head, "|---" * 10 + "|", *(_line(one, cells(took)) for one in took)])


def goals(took: Sequence[Took]) -> Iterator[str]:
    """What issue 9 asks of an H200, and what came out."""
    found = cells(took)
    for name, row in ROWS.items():
        base, lossless = found.get((name, "baseline")), found.get((name, "lossless"))
        if row.goal_seconds and lossless and not lossless.error:
            yield _goal(
                f"{row.title}: {lossless.total:.2f} s in all",
                f"≤ {row.goal_seconds} s",
                lossless.total <= row.goal_seconds,
            )
        if base and not base.error:
            yield from _ratios(row, base, found)
        small = found.get((name, "small"))
        if row.small_gb and small and not small.error:
            peak = (small.peak_bytes + small.context_bytes) / GB
            yield _goal(
                f"{row.title}: plan for {row.small_gb} GB peaks at {peak:.2f} GB",
                f"≤ {row.small_gb} GB",
                peak <= row.small_gb,
            )


def _ratios(row: Row, base: Took, found: Cells) -> Iterator[str]:
    wanted = {"lossless": row.goal_lossless, "int8": row.goal_quantised, "fp8": row.goal_quantised}
    for column, goal in wanted.items():
        one = found.get((row.name, column))
        if one and not one.error:
            ratio = base.total / one.total
            yield _goal(
                f"{row.title}: {COLUMNS[column].title} {ratio:.2f} × the baseline", f"≥ {goal} ×", ratio >= goal
            )


def _goal(said: str, goal: str, is_met: bool) -> str:
    return f"{'met   ' if is_met else 'MISSED'}  {said} (goal {goal})"


def _line(one: Took, found: Cells) -> str:
    row, column = ROWS[one.row], COLUMNS[one.column]
    if one.error:
        return f"| {row.title} | {column.title} | {one.error.replace('|', '/')} |" + " |" * 7
    base = found.get((one.row, "baseline"))
    ratio = f"{base.total / one.total:.2f} ×" if base and not base.error else ""
    phases = (one.total, one.encode, one.denoise, one.decode, one.save)
    seconds = " | ".join(f"{phase:.2f} s" for phase in phases)
    peak = (one.peak_bytes + one.context_bytes) / GB
    return f"| {row.title} | {column.title} | {seconds} | {peak:.2f} | {ratio} | {column.quality} |"
