"""What families ask for, through the recogniser and the simple mode, against a checklist of what must not be lost."""

import time
from pathlib import Path

import pytest

from intents.engine.catalog import Catalog
from intents.engine.types import MediaRequest
from intents.shot_lines import ShotLines
from intents.shots import offline_shot
from prompts.loader import ShotTemplates
from tests.shots.checklist import Outcome, load, outcome, table

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load(ROOT / "intents")


@pytest.fixture(scope="module")
def lines(catalog: Catalog) -> ShotLines:
    return ShotLines(catalog, ShotTemplates.load(ROOT / "prompts" / "shots"))


@pytest.fixture(scope="module", params=["requests", "requests_later"])
def outcomes(request: pytest.FixtureRequest, lines: ShotLines) -> list[Outcome]:
    found = [outcome(one, lines) for one in load(request.param)]
    print(f"\n{request.param}\n{table(found)}")
    return found


def test_most_elements_are_said_in_english(outcomes: list[Outcome]) -> None:
    known = sum(len(one.in_english) for one in outcomes)
    assert known >= 0.9 * sum(len(one.request.has) for one in outcomes)


def test_every_element_is_in_english_or_quoted(outcomes: list[Outcome]) -> None:
    assert {one.request.say: one.lost for one in outcomes if one.lost} == {}


def test_every_wish_is_a_field(outcomes: list[Outcome]) -> None:
    assert {one.request.say: one.wrong_fields for one in outcomes if one.wrong_fields} == {}


def test_no_english_field_holds_chinese(outcomes: list[Outcome]) -> None:
    assert [one.request.say for one in outcomes if one.has_chinese] == []


def test_there_are_enough_requests() -> None:
    assert len(load("requests")) >= 120
    assert len(load("requests_later")) == 60


@pytest.mark.parametrize("family", ["ltx", "cogvideox", "zhipu", "wan", "storyboard"])
def test_every_family_renders_every_request(catalog: Catalog, family: str) -> None:
    lines = ShotLines(catalog, ShotTemplates.load(ROOT / "prompts" / "shots"), family)
    for request in load("requests"):
        line = lines.line(request.say)
        assert line.prompt
        assert (line.duration_s, line.aspect) == (line.shot.seconds, line.shot.aspect)
        if family == "cogvideox":
            assert len(line.prompt.split()) <= 170
        if family == "zhipu":
            assert len(line.prompt) <= 512


def test_a_shot_takes_less_than_two_milliseconds(catalog: Catalog) -> None:
    requests = [MediaRequest(kind="video", text=one.say, subject=one.say) for one in load("requests")]
    offline_shot(requests[0], catalog.words)
    start = time.perf_counter()
    for request in requests:
        offline_shot(request, catalog.words)
    assert (time.perf_counter() - start) / len(requests) < 0.002


def test_a_sentence_that_asks_for_nothing_says_what_is_to_be_seen(lines: ShotLines) -> None:
    line = lines.line("小猫在樱花树下追蝴蝶，竖屏，10秒")
    assert (line.shot.subject, line.shot.scene) == ("a kitten", "under a cherry blossom tree")
    assert (line.aspect, line.duration_s) == ("9:16", 10)
    assert "a kitten chasing a butterfly" in line.prompt
