"""What families ask for, through the recogniser and the simple mode, against a checklist of what must not be lost."""

import asyncio
import re
import time
from pathlib import Path

import pytest

from intents.engine.catalog import Catalog
from intents.engine.types import MediaRequest
from intents.services import Services
from intents.services.models.ordered import OrderedModels
from intents.shot_lines import ShotLine, ShotLines
from intents.shot_writer import ShotWriter
from intents.shots import offline_shot
from prompts.instructions import Instructions
from prompts.loader import ShotTemplates
from prompts.unasked import Unasked
from prompts.units import Limit, tokens_at_most
from tests.doubles.processes import running
from tests.intents.model_service import KEY, entry
from tests.shots.checklist import Outcome, load, outcomes_of, table

ROOT = Path(__file__).parents[2]
TEMPLATES = ShotTemplates.load(ROOT / "prompts" / "shots")
LIMITS = {path.stem: file.limit for path, file in TEMPLATES.files.items()}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load(ROOT / "intents")


def lines_with(catalog: Catalog, services: Services, family: str = "ltx") -> ShotLines:
    writer = ShotWriter(services, catalog.words, Unasked.load(ROOT / "prompts"))
    return ShotLines(catalog, ShotTemplates.load(ROOT / "prompts" / "shots"), writer, family)


@pytest.fixture(scope="module")
def lines(catalog: Catalog) -> ShotLines:
    return lines_with(catalog, Services())


@pytest.fixture(
    scope="module",
    params=[
        ("requests", ""),
        ("requests_later", ""),
        ("requests", "sloppy"),
        ("requests_later", "sloppy"),
        ("requests", "stubborn"),
    ],
    ids=" ".join,
)
def outcomes(request: pytest.FixtureRequest, catalog: Catalog, lines: ShotLines) -> list[Outcome]:
    """By the word lists alone, and by a model that forgets something of every request, if need be twice."""
    name, model = request.param
    found = asyncio.run(by_model(catalog, name, model == "stubborn") if model else outcomes_of(load(name), lines))
    print(f"\n{name} {model}\n{table(found)}")
    return found


async def by_model(catalog: Catalog, name: str, is_stubborn: bool) -> list[Outcome]:
    with running("language_model", "--key", KEY, "--models", "small") as double:
        double.post("/writes_shots", drops=1, seed=7, again=is_stubborn)
        models = OrderedModels([entry(double.url)])
        services = Services(language_model=models, instructions=Instructions.load(ROOT / "prompts" / "system"))
        found = await outcomes_of(load(name), lines_with(catalog, services), is_simple=False)
        asked = double.stats()["requests"]
        await models.close()
    # Nearly every answer lacks something: without the second question the model's share would be in vain.
    assert 1.5 * len(found) < asked <= 2 * len(found)
    return found


def test_most_elements_are_said_in_english(outcomes: list[Outcome]) -> None:
    known = sum(len(one.in_english) for one in outcomes)
    assert known >= 0.9 * sum(len(one.request.has) for one in outcomes)


def test_every_element_is_in_english_or_quoted(outcomes: list[Outcome]) -> None:
    # 一只: the model of the tests writes no articles.
    lost = {
        one.request.say: [it for it in one.lost if one.is_simple or not re.fullmatch("一.", it)] for one in outcomes
    }
    assert {say: elements for say, elements in lost.items() if elements} == {}


def test_every_wish_is_a_field(outcomes: list[Outcome]) -> None:
    assert {one.request.say: one.wrong_fields for one in outcomes if one.wrong_fields} == {}


def test_no_english_field_holds_chinese(outcomes: list[Outcome]) -> None:
    assert [one.request.say for one in outcomes if one.has_chinese] == []


def test_there_are_enough_requests() -> None:
    assert len(load("requests")) >= 120
    assert len(load("requests_later")) == 60


@pytest.fixture(scope="module")
def answered(lines: ShotLines) -> list[ShotLine]:
    async def answers() -> list[ShotLine]:
        return [await lines.line(one.say) for one in (*load("requests"), *load("requests_later"))]

    return asyncio.run(answers())


def test_what_is_no_word_of_the_prompt_is_told_beside_it(answered: list[ShotLine]) -> None:
    assert [line.text for line in answered if line.duration_s != line.shot.seconds] == []
    assert [line.text for line in answered if line.aspect != line.shot.aspect] == []


@pytest.mark.parametrize(("family", "limit"), LIMITS.items(), ids=str)
def test_every_family_has_room_for_all_of_every_request(answered: list[ShotLine], family: str, limit: Limit) -> None:
    rendered = [TEMPLATES.render(family, line.shot) for line in answered]
    count = len if limit.unit == "characters" else tokens_at_most
    assert [one.prompt for one in rendered if not 0 < count(one.prompt) <= limit.most] == []
    assert [one.trimmed for one in rendered if one.trimmed] == []


def test_a_shot_takes_less_than_two_milliseconds(catalog: Catalog) -> None:
    requests = [MediaRequest(kind="video", text=one.say, subject=one.say) for one in load("requests")]
    offline_shot(requests[0], catalog.words)
    start = time.perf_counter()
    for request in requests:
        offline_shot(request, catalog.words)
    assert (time.perf_counter() - start) / len(requests) < 0.002


async def test_a_sentence_that_asks_for_nothing_says_what_is_to_be_seen(lines: ShotLines) -> None:
    line = await lines.line("小猫在樱花树下追蝴蝶，竖屏，10秒")
    assert (line.shot.subject, line.shot.scene) == ("a kitten", "under a cherry blossom tree")
    assert (line.aspect, line.duration_s) == ("9:16", 10)
    assert "a kitten chasing a butterfly" in line.prompt
