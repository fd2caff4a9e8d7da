"""The key and the private key are in no log, no error and no answer."""

import logging

import pytest

from intents.services.maps.amap import AmapMaps
from intents.services.maps.amap_key import AmapAccount, signature
from intents.services.maps.errors import MapError, WrongKey
from tests.doubles.amap import KEY
from tests.doubles.processes import Double
from tests.intents.services.maps.conftest import PARK, SCHOOL, OpenWeb

PRIVATE_KEY = "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e"


@pytest.mark.parametrize("mode", ["ok", "http500", "cut_before", "wrong_body", "redirect", "code10001"])
async def test_no_log_and_no_error_holds_the_key(
    open_web: OpenWeb, amap: Double, caplog: pytest.LogCaptureFixture, mode: str
) -> None:
    caplog.set_level(logging.DEBUG)
    amap.misbehave(mode)
    said = ""
    try:
        await AmapMaps(open_web(private_key=PRIVATE_KEY)).walking(SCHOOL, PARK)
    except MapError as error:
        said = f"{error!r} {error.__cause__!r} {error.__context__!r}"
        request = getattr(error.__context__, "_request", None)
        said += str(request.url) if request else ""
    # The library below does log the address of what was answered: without the key.
    assert mode == "cut_before" or "/v5/direction/walking" in caplog.text
    for secret in (KEY, PRIVATE_KEY):
        assert secret not in caplog.text + said


def test_an_account_does_not_show_its_keys(open_web: OpenWeb) -> None:
    account = open_web(private_key=PRIVATE_KEY)._account
    assert isinstance(account, AmapAccount)
    assert KEY not in repr(account)
    assert PRIVATE_KEY not in repr(account)


@pytest.mark.parametrize("amap", [{"private_key": PRIVATE_KEY}], indirect=True)
async def test_signed_requests_are_let_in(open_web: OpenWeb) -> None:
    maps = AmapMaps(open_web(private_key=PRIVATE_KEY))
    # With Chinese, blanks and characters that are quoted on the way.
    assert await maps.search("面馆", "青禾市")
    assert await maps.around("a b+c&d=e/f%20", PARK.point) == ()
    assert await maps.walking(SCHOOL, PARK)


@pytest.mark.parametrize("amap", [{"private_key": PRIVATE_KEY}], indirect=True)
@pytest.mark.parametrize("private_key", ["", "another"])
async def test_unsigned_and_wrongly_signed_requests_are_refused(open_web: OpenWeb, private_key: str) -> None:
    with pytest.raises(WrongKey) as caught:
        await AmapMaps(open_web(private_key=private_key)).walking(SCHOOL, PARK)
    assert caught.value.reason == "signature"


def test_a_signature_is_of_the_sorted_unquoted_parameters() -> None:
    # printf 'a=23&b=12&d=48&f=8&key=kkbbbb' | md5sum
    assert (
        signature({"f": "8", "a": "23", "key": "kk", "d": "48", "b": "12"}, "bbbb")
        == "1d80e38bea9d5ce04e819aae659919cb"
    )
