"""Names as families write them."""

from dataclasses import dataclass

import pytest

from intents.services.weather.gazetteer import MOST_NAMESAKES, names_to_try, namesakes, stem


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("西安", ("西安",)),
        ("西安市", ("西安市", "西安")),
        (" 宁夏回族自治区 ", ("宁夏回族自治区", "宁夏回族")),
        ("陕西省西安市雁塔区小寨东路1号", ("陕西省西安市雁塔区小寨东路1号", "雁塔区", "雁塔", "西安市")),
        ("幸福小区", ("幸福小区",)),
        ("西安市雁塔区幸福小区2号楼", ("西安市雁塔区幸福小区2号楼", "雁塔区", "雁塔", "西安市")),
        ("菜市场", ("菜市场",)),
    ],
)
def test_names_to_try(place: str, names: tuple[str, ...]) -> None:
    assert names_to_try(place) == names


@pytest.mark.parametrize(
    ("name", "short"), [("西安市", "西安"), ("沙市", "沙市"), ("通州区", "通州"), ("大同", "大同")]
)
def test_stem(name: str, short: str) -> None:
    assert stem(name) == short


@dataclass(frozen=True)
class Place:
    name: str
    feature_code: str = "PPL"
    admin1: str = ""
    admin2: str = ""
    population: int = 0


def test_a_capital_is_meant_however_many_villages_are_called_so() -> None:
    capital = Place("松浦", "PPLA", "岚山省")
    hits = [Place("松浦", admin1=f"第{at}省") for at in range(8)] + [capital]
    assert namesakes("松浦", "松浦", hits) == (capital,)


def test_a_far_bigger_town_is_meant() -> None:
    big = Place("松浦", "PPLA3", "岚山省", population=900_000)
    assert namesakes("松浦", "松浦", [Place("松浦", "PPLA3", "禾川省", population=20_000), big]) == (big,)


def test_villages_of_one_name_are_all_offered_but_not_more_than_fit() -> None:
    hits = [Place("王庄", admin1=f"第{at}省") for at in range(9)]
    assert namesakes("王庄", "王庄", hits) == tuple(hits[:MOST_NAMESAKES])


def test_the_division_that_was_written_decides() -> None:
    hits = [Place("新城区", "PPLA3", "甲省", "乙市"), Place("新城区", "PPLA3", "丙省", "丁市")]
    assert namesakes("新城区", "丁市新城区", hits) == (hits[1],)


def test_a_hit_by_another_name_is_taken_as_the_list_gives_it() -> None:
    hits = [Place("Songpu", "PPLA2"), Place("Songpo")]
    assert namesakes("松浦", "松浦", hits) == (hits[0],)
    assert namesakes("松浦", "松浦", []) == ()
