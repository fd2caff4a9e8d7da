"""The file that is kept: found again, made again where it is damaged, never used for other files."""

import contextlib
import random
from pathlib import Path

import pytest

from intents.engine.catalog import Catalog
from intents.engine.classifier import Classifier, NotTrained, Unusable, cached, classifier_for

SAYS = ("明天会下雨吗", "开车去机场要多久", "昨天那个视频真好看")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog, classifier: Classifier) -> Path:
    """A saved classifier."""
    path = tmp_path_factory.mktemp("kept") / "kept.npz"
    classifier.parameters.save(path)
    return path


def test_what_is_loaded_says_what_was_saved(kept: Path, catalog: Catalog, classifier: Classifier) -> None:
    loaded = Classifier.load(kept, catalog)
    for said in SAYS:
        assert loaded.probabilities(said) == classifier.probabilities(said)


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "noise", "flipped"])
def test_a_damaged_file_is_refused(kept: Path, catalog: Catalog, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "damaged.npz"
    content = kept.read_bytes()
    middle = len(content) // 2
    bad = {
        "empty": b"",
        "cut": content[:middle],
        "noise": b"\x80\x04pickle" * 1000,
        "flipped": content[:middle]
        + bytes(byte ^ 0xFF for byte in content[middle : middle + 4000])
        + content[middle + 4000 :],
    }
    if damage != "missing":
        path.write_bytes(bad[damage])
    with pytest.raises(Unusable):
        Classifier.load(path, catalog)


def test_no_flipped_bit_is_more_than_unusable(kept: Path, catalog: Catalog, tmp_path: Path) -> None:
    path, chance = tmp_path / "flipped.npz", random.Random(3)
    content = kept.read_bytes()
    heads = [at for at in range(len(content) - 4) if content[at : at + 2] == b"PK"]
    for _ in range(60):
        # Headers are where a flip means something else than another weight.
        at = min(chance.choice(heads) + chance.randrange(140), len(content) - 1)
        path.write_bytes(content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :])
        with contextlib.suppress(Unusable):
            assert sum(Classifier.load(path, catalog).probabilities(SAYS[0]).values()) == pytest.approx(1, abs=1e-3)


def test_a_file_of_other_intents_is_refused(kept: Path, home: Path) -> None:
    (home / "intents" / "almanac.yaml").write_text(
        "name: almanac\ntitle: 黄历\ndescription: 黄历\nreply: chat.refusal\nsentences: [今天黄历]\ntests: [{say: 今天黄历}]\n"
    )
    with pytest.raises(Unusable):
        Classifier.load(kept, Catalog.load(home / "intents"))


async def test_trained_once_then_found_and_made_again_when_cut(home: Path, tmp_path: Path) -> None:
    catalog, cache = Catalog.load(home / "intents"), tmp_path / "cache"
    first = await classifier_for(catalog, cache, home)
    path = cached(catalog, cache, home)
    made_at = path.stat().st_mtime_ns
    again = await classifier_for(catalog, cache, home)
    assert path.stat().st_mtime_ns == made_at, "found, not trained again"
    assert again.probabilities(SAYS[0]) == first.probabilities(SAYS[0])
    path.write_bytes(path.read_bytes()[:1000])
    mended = await classifier_for(catalog, cache, home)
    assert mended.probabilities(SAYS[1]) == first.probabilities(SAYS[1])
    assert [kept.name for kept in cache.iterdir()] == [path.name], "no half-written file stays"


def test_any_change_of_any_input_asks_for_another_file(home: Path, tmp_path: Path) -> None:
    catalog = Catalog.load(home / "intents")
    names = {cached(catalog, tmp_path, home)}
    for changed in (
        "intents/weather.yaml",
        "intents/_cues.yaml",
        "prompts/lexicon/animals.yaml",
        "prompts/styles/mood.yaml",
    ):
        with (home / changed).open("a", encoding="utf-8") as file:
            file.write("# 改了一点\n")
        names.add(cached(catalog, tmp_path, home))
    assert len(names) == 5


async def test_files_that_cannot_be_read_end_in_a_named_failure(home: Path, catalog: Catalog, tmp_path: Path) -> None:
    (home / "intents" / "weather.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(NotTrained, match="weather"):
        await classifier_for(catalog, tmp_path / "cache", home)
    assert list((tmp_path / "cache").iterdir()) == []
