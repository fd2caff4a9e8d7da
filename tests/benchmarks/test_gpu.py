"""The GPU benchmark at toy size on the processor: that it measures what it says, cell by cell. No speed is looked at."""

from pathlib import Path

import pytest

from benchmarks.gpu.columns import COLUMNS
from benchmarks.gpu.one import GB, Took, measure
from benchmarks.gpu.rows import ROWS
from benchmarks.gpu.table import goals, markdown


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch", reason="the local models are not installed: make run LOCAL=1")
    from benchmarks.gpu import folders
    from generators.local.libraries import libraries

    libraries()
    return folders.write(ROWS["ltx-2b-8"], tmp_path_factory.mktemp("models"), "cpu", is_tiny=True)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("column", ["baseline", "lossless", "cache"])
def test_every_phase_is_timed_of_a_model_written_without_a_download(folder: Path, column: str) -> None:
    took = measure(ROWS["ltx-2b-8"], COLUMNS[column], folder, "cpu", is_tiny=True)
    assert (took.error, took.row, took.column) == ("", "ltx-2b-8", column)
    assert min(took.encode, took.denoise, took.decode, took.save) > 0
    assert took.peak_bytes > 100_000_000


def test_every_model_is_measured_at_its_published_size() -> None:
    """The numbers of parameters are those of the models' cards; a wrong configuration would be another model."""
    torch = pytest.importorskip("torch", reason="the local models are not installed: make run LOCAL=1")
    from generators.local.libraries import libraries

    diffusers, published = libraries(), {}
    for name, row in ROWS.items():
        with torch.device("meta"):
            transformer = getattr(diffusers, row.transformer.class_name)(**row.transformer.at(is_tiny=False))
        published[name] = round(sum(one.numel() for one in transformer.parameters()) / 1e9, 2)
    assert published == {
        "cogvideox-2b": 1.69,
        "cogvideox-5b": 5.57,
        "ltx-2b-8": 1.92,
        "ltx-2b-50": 1.92,
        "ltx-13b": 13.04,
        "wan2.2-5b": 5.0,
    }


def took(column: str, seconds: float, row: str = "cogvideox-2b", **more: object) -> Took:
    return Took(row, column, 0.5, seconds, 1.0, 0.5, **more)  # type: ignore[arg-type]


def test_goals_are_met_or_missed_by_the_whole_time_and_the_whole_memory() -> None:
    small = took("small", 90.0, peak_bytes=int(3.6 * GB), context_bytes=int(0.5 * GB))
    lines = list(goals([took("baseline", 18.0), took("lossless", 14.0), took("int8", 11.0), small]))
    assert [line[:6] for line in lines] == ["met   ", "MISSED", "MISSED"]
    assert "1.25 × the baseline (goal ≥ 1.1 ×)" in lines[0]
    assert "1.54 × the baseline (goal ≥ 1.6 ×)" in lines[1]
    assert "peaks at 4.10 GB (goal ≤ 4.0 GB)" in lines[2]


def test_the_table_names_what_could_not_be_measured_and_marks_what_is_not_verified() -> None:
    table = markdown(
        [took("baseline", 18.0), took("cache", 8.0), Took("cogvideox-2b", "fp8", error="OutOfMemoryError: x|y")]
    )
    assert table.splitlines()[2].startswith("| CogVideoX-2B, 50 steps | baseline | 20.00 s | 0.50 s | 18.00 s |")
    assert "| 2.00 × | unverified |" in table
    assert "OutOfMemoryError: x/y" in table
    assert {line.count("|") for line in table.splitlines()} == {11}
