"""A generator that fails or has become slow is left alone for a while, and the reason can be told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from generators.base import (
    BadRequest,
    Broken,
    Busy,
    Cancelled,
    ContentRefused,
    DiskFull,
    GeneratorError,
    Lost,
    NeedsTopUp,
    Timeout,
    Unreachable,
)
from generators.health import (
    FAILURES_TO_REST,
    LONGEST_REST_SECONDS,
    REST_SECONDS,
    SLOW_REST_SECONDS,
    TOP_UP_REST_SECONDS,
    TRIAL_SECONDS,
    Health,
    State,
)
from generators.router import Need, PassedOver, Router
from tests.bot.studio import Studio

CLIP = Need("video", 5)


@dataclass
class Clock:
    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Kept:
    """What is written down of each change."""

    states: dict[str, State] = field(default_factory=dict)

    def __call__(self, name: str, state: State) -> None:
        self.states[name] = state


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health(clock: Clock) -> Health:
    return Health(clock)


def fail(health: Health, name: str, errors: Iterable[GeneratorError]) -> None:
    for error in errors:
        health.failed(name, error)


@pytest.mark.parametrize("error", [Unreachable("x"), Timeout("x"), Busy("x"), Broken("x")], ids=lambda e: e.code)
def test_it_rests_after_repeated_failures_of_its_own(health: Health, clock: Clock, error: GeneratorError) -> None:
    fail(health, "a", [error] * (FAILURES_TO_REST - 1))
    assert health.why_not("a") == ""
    health.failed("a", error)
    assert health.why_not("a") == error.code
    assert health.explain("a") == f"resting until 1120: {error.code}, 3 in a row"
    clock.at += REST_SECONDS
    assert health.why_not("a") == ""


@pytest.mark.parametrize(
    "error",
    [ContentRefused("x"), BadRequest("x"), Cancelled("x"), DiskFull("x"), Lost("x"), GeneratorError("x")],
    ids=lambda e: e.code,
)
def test_what_others_are_to_blame_for_does_not_count(health: Health, error: GeneratorError) -> None:
    fail(health, "a", [error] * 20)
    assert health.state("a") == State()
    fail(health, "a", [Unreachable("x"), error, Unreachable("x"), error, Unreachable("x")])
    assert health.why_not("a") == "unreachable"


def test_a_clip_in_between_begins_the_count_anew(health: Health) -> None:
    fail(health, "a", [Unreachable("x")] * 2)
    health.finished("a", 60, None)
    fail(health, "a", [Unreachable("x")] * 2)
    assert health.explain("a") == "ok"


def test_an_empty_account_rests_at_once_and_long(health: Health, clock: Clock) -> None:
    health.failed("a", NeedsTopUp("x"))
    clock.at += TOP_UP_REST_SECONDS - 1
    assert health.why_not("a") == "needs_top_up"
    health.recovered("a")
    assert health.why_not("a") == ""


def test_an_account_that_runs_empty_during_a_rest_makes_it_longer(health: Health, clock: Clock) -> None:
    fail(health, "a", [Unreachable("x")] * 3 + [NeedsTopUp("x")])
    assert health.state("a").resting_until == clock.at + TOP_UP_REST_SECONDS


def test_after_the_rest_one_tries_it_and_the_others_wait(health: Health, clock: Clock) -> None:
    fail(health, "a", [Unreachable("x")] * 3)
    clock.at += REST_SECONDS
    assert health.explain("a") == "on trial: unreachable, 3 in a row"
    health.asked("a")
    assert health.why_not("a") == "unreachable"
    health.finished("a", 60, None)
    assert (health.why_not("a"), health.explain("a")) == ("", "ok")


def test_a_trial_without_a_verdict_lets_the_next_one_through(health: Health, clock: Clock) -> None:
    fail(health, "a", [Unreachable("x")] * 3)
    clock.at += REST_SECONDS
    health.asked("a")
    health.failed("a", ContentRefused("x"))
    assert health.why_not("a") == ""
    health.asked("a")
    clock.at += TRIAL_SECONDS
    assert health.why_not("a") == "", "nobody reported, and it does not wait for ever"


def test_each_failed_trial_doubles_the_rest_up_to_an_hour(health: Health, clock: Clock) -> None:
    fail(health, "a", [Unreachable("x")] * 2)
    rests = []
    for _ in range(8):
        health.failed("a", Unreachable("x"))
        rests.append(health.state("a").resting_until - clock.at)
        clock.at = health.state("a").resting_until
        health.asked("a")
    assert rests == [120, 240, 480, 960, 1920, *[LONGEST_REST_SECONDS] * 3]


def test_jobs_that_were_under_way_do_not_lengthen_the_rest(health: Health, clock: Clock) -> None:
    fail(health, "a", [Unreachable("x")] * 9)
    assert health.state("a").resting_until == clock.at + REST_SECONDS


def test_three_slow_runs_in_a_row_put_it_behind_for_a_while(health: Health, clock: Clock) -> None:
    for took in (121, 121, 120, 121, 121):
        health.finished("a", took, 100)
        assert not health.is_slow("a")
    health.finished("a", 121, 100)
    assert health.explain("a") == "slow until 4600"
    clock.at += SLOW_REST_SECONDS
    assert not health.is_slow("a")


def test_one_run_of_the_usual_time_clears_it(health: Health) -> None:
    for took in (130, 130, 130, 100):
        health.finished("a", took, 100)
    assert health.explain("a") == "ok"


def test_runs_of_a_length_nobody_knows_say_nothing(health: Health) -> None:
    for _ in range(2):
        health.finished("a", 500, 100)
    health.finished("a", 900, None)
    assert not health.is_slow("a")
    health.finished("a", 500, 100)
    assert health.is_slow("a")


def test_the_next_life_knows_what_this_one_wrote_down(clock: Clock) -> None:
    kept = Kept()
    fail(Health(clock, keep=kept), "a", [Unreachable("x")] * 3)
    assert Health(clock, known=kept.states).why_not("a") == "unreachable"


def test_a_resting_one_is_passed_over_with_its_reason(health: Health) -> None:
    first, second = Studio("first"), Studio("second")
    router = Router({"video": (first, second)}, health)
    assert router.decide(CLIP).passed_over == ()
    fail(health, "first", [Timeout("x")] * 3)
    choice = router.decide(CLIP)
    assert choice.generator is second
    assert choice.passed_over == (PassedOver("first", "timeout"),)
    assert router.choose(CLIP) is second


def test_when_all_rest_a_free_one_is_asked_and_a_paid_one_is_not(health: Health) -> None:
    paid, free = Studio("paid", price_fen=50), Studio("free")
    router = Router({"video": (paid, free)}, health)
    for name in ("paid", "free"):
        fail(health, name, [Unreachable("x")] * 3)
    assert router.choose(CLIP) is free
    choice = router.decide(CLIP, tried={"free"})
    assert choice.generator is None
    assert choice.passed_over == (PassedOver("paid", "unreachable"), PassedOver("free", "tried"))


def test_a_slow_one_goes_behind_the_others_but_not_behind_a_preview(health: Health) -> None:
    slow, other, preview = Studio("slow"), Studio("other"), Studio("preview", is_preview=True)
    for _ in range(3):
        health.finished("slow", 200, 100)
    choice = Router({"video": (slow, other, preview)}, health).decide(CLIP)
    assert (choice.generator, choice.passed_over) == (other, (PassedOver("slow", "slow"),))
    assert Router({"video": (slow, preview)}, health).choose(CLIP) is slow


def test_who_cannot_or_must_leave_something_out_is_told_apart(health: Health) -> None:
    painter = Studio("painter", kinds=frozenset({"image"}))
    short, long = Studio("short", max_seconds=5.0), Studio("long", max_seconds=20.0)
    choice = Router({"video": (painter, short, long)}, health).decide(Need("video", 12))
    assert choice.generator is long
    assert [one.reason for one in choice.passed_over] == ["cannot", "leaves_out"]
