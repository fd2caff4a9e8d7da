"""What the admins are told of the map and the weather services."""

from bot.service_trouble import ServiceTrouble, Trouble
from intents.services.maps.errors import OverQuota, WrongKey
from intents.services.weather import errors as weather_errors

NO_KEY = Trouble("amap", "wrong_key", "unknown_key")


def test_a_wrong_key_is_told_once_and_again_after_it_worked() -> None:
    trouble = ServiceTrouble()
    for call in ("place", "geocode", "place"):
        trouble.failed(call, WrongKey(call, "unknown_key"))
    assert trouble.changed.is_set()
    assert trouble.news() == (NO_KEY,)
    assert not trouble.changed.is_set()
    trouble.failed("driving", WrongKey("driving", "unknown_key"))
    assert trouble.news() == ()
    trouble.worked("place")
    trouble.failed("driving", WrongKey("driving", "unknown_key"))
    assert trouble.news() == (NO_KEY,)


def test_searches_that_are_used_up_are_not_told_again_because_routes_work() -> None:
    trouble = ServiceTrouble()
    trouble.failed("place", OverQuota("place", "budget"))
    trouble.worked("driving")
    trouble.failed("place", OverQuota("place", "budget"))
    assert trouble.news() == (Trouble("amap", "over_quota", "budget"),)


def test_what_the_way_to_the_map_told_is_not_told_by_the_weather_too() -> None:
    trouble = ServiceTrouble()
    trouble.weather("amap", weather_errors.WrongKey("amap"))
    assert trouble.news() == ()
    trouble.weather("qweather", weather_errors.WrongKey("qweather"))
    assert trouble.news() == (Trouble("qweather", "wrong_key"),)
