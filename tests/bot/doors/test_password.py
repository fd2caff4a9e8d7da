"""The password: kept by argon2 in a file nobody else can read."""

from pathlib import Path

import pytest

from bot.doors.password import FILE, LONGEST, SHORTEST, Password, WeakPassword
from bot.doors.tries import Tries

MOON = "十二个月亮在河上"


def test_only_the_password_matches_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    password = Password(tmp_path)
    assert not password.is_set
    assert not password.matches("")
    password.set(MOON)
    assert password.is_set
    assert password.matches(MOON)
    for wrong in ("", MOON[:-1], MOON + " ", "x" * (LONGEST + 1)):
        assert not password.matches(wrong)
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    kept = file.read_text(encoding="ascii")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("weak", ["", "x" * (SHORTEST - 1), "x" * (LONGEST + 1)])
def test_what_is_too_short_or_too_long_is_refused_and_the_old_one_stays(tmp_path: Path, weak: str) -> None:
    password = Password(tmp_path)
    password.set(MOON)
    with pytest.raises(WeakPassword, match=f"{SHORTEST} 到 {LONGEST}"):
        password.set(weak)
    assert password.matches(MOON)


def test_the_same_password_set_again_is_another_one_to_the_browsers(tmp_path: Path) -> None:
    password, elsewhere = Password(tmp_path), Password(tmp_path)
    password.set(MOON)
    first = elsewhere.mark
    password.set(MOON)
    assert first != elsewhere.mark != ""


def test_a_file_somebody_damaged_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff nothing of argon2")
    assert not Password(tmp_path).matches("x")


def test_tries_are_counted_for_each_address_and_forgotten_with_time() -> None:
    at = 0.0
    tries = Tries(3, 60, lambda: at)
    for _ in range(3):
        assert not tries.are_too_many("a")
        tries.was_wrong("a")
    assert tries.are_too_many("a")
    assert not tries.are_too_many("b")
    at = 60.0
    assert not tries.are_too_many("a")


def test_tries_from_many_addresses_are_counted_together() -> None:
    tries = Tries(3, 60, lambda: 0.0)
    for number in range(30):
        tries.was_wrong(str(number))
    assert tries.are_too_many("new")
