"""Every refusal of the service becomes one error, and no error tells what it must not."""

import pytest

from intents.services.cache import CallBudget
from intents.services.maps.amap import AmapMaps
from intents.services.maps.errors import (
    BadRequest,
    MapError,
    NoRoute,
    NotSetUp,
    OutsideChina,
    OverQuota,
    TooFar,
    TooFrequent,
    Unavailable,
    WrongKey,
)
from intents.services.maps.infocodes import INFOCODES, TRY_AGAIN, error
from tests.doubles.amap import INFOS, JS_KEY, KEY
from tests.doubles.processes import Double
from tests.intents.services.maps.conftest import PARK, SCHOOL, OpenWeb

EXPECTED: dict[str, type[MapError]] = {
    "10001": WrongKey,
    "10002": WrongKey,
    "10003": OverQuota,
    "10004": TooFrequent,
    "10005": WrongKey,
    "10007": WrongKey,
    "10009": WrongKey,
    "10012": WrongKey,
    "10013": WrongKey,
    "10014": TooFrequent,
    "10019": TooFrequent,
    "10020": TooFrequent,
    "10021": TooFrequent,
    "10044": OverQuota,
    "20000": BadRequest,
    "20001": BadRequest,
    "20800": OutsideChina,
    "20801": NoRoute,
    "20802": NoRoute,
    "20803": TooFar,
    "30001": Unavailable,
    "30002": Unavailable,
    "99999": Unavailable,
}


def test_every_code_that_the_double_can_say_is_expected() -> None:
    assert EXPECTED.keys() == INFOS.keys()
    assert INFOCODES.keys() <= EXPECTED.keys()


@pytest.mark.parametrize("infocode", EXPECTED)
async def test_a_code_is_one_error(maps: AmapMaps, amap: Double, infocode: str) -> None:
    amap.misbehave(f"code{infocode}")
    with pytest.raises(MapError) as caught:
        await maps.walking(SCHOOL, PARK)
    assert type(caught.value) is EXPECTED[infocode]
    assert (caught.value.infocode, caught.value.call) == (infocode, "walking")
    assert KEY not in str(caught.value)
    assert "?" not in str(caught.value)
    assert amap.stats()["requests"]["walking"] == (2 if infocode in TRY_AGAIN else 1)


async def test_a_call_too_early_is_made_again_once(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("code10021", times=1)
    assert (await maps.walking(SCHOOL, PARK))[0].distance_m == 2494
    assert amap.stats()["requests"]["walking"] == 2


def test_codes_are_never_repeated_as_they_came() -> None:
    assert str(error("place", "<b>10001&key=0123</b>")) == "map place: unavailable (no_code)"


async def test_a_key_of_another_type_is_told_from_a_wrong_one(open_web: OpenWeb) -> None:
    for key, reason in ((JS_KEY, "key_for_another_platform"), ("0" * 32, "unknown_key")):
        with pytest.raises(WrongKey) as caught:
            await AmapMaps(open_web(key=key)).walking(SCHOOL, PARK)
        assert caught.value.reason == reason


@pytest.mark.parametrize("key", ["", " "])
async def test_without_a_key_nobody_is_asked(open_web: OpenWeb, amap: Double, key: str) -> None:
    with pytest.raises(NotSetUp):
        await AmapMaps(open_web(key=key)).walking(SCHOOL, PARK)
    assert amap.stats()["requests"] == {}


class TwoCalls(CallBudget):
    """A budget of two calls of each kind."""

    def __init__(self) -> None:
        self.left: dict[str, int] = {}

    async def take(self, kind: str) -> bool:
        self.left[kind] = self.left.get(kind, 2) - 1
        return self.left[kind] >= 0


async def test_a_used_up_budget_asks_nobody(open_web: OpenWeb, amap: Double) -> None:
    maps = AmapMaps(open_web(budget=TwoCalls()))
    await maps.walking(SCHOOL, PARK)
    await maps.walking(SCHOOL, PARK)
    with pytest.raises(OverQuota, match="budget"):
        await maps.walking(SCHOOL, PARK)
    assert await maps.bicycling(SCHOOL, PARK)
    assert amap.stats()["requests"] == {"walking": 2, "bicycling": 1}
