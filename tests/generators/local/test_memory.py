"""Which plan each card gets, for every family. Pure data: nothing is loaded."""

from dataclasses import replace

import pytest

from generators.local.errors import CannotDo
from generators.local.families import FAMILIES
from generators.local.memory import GB, NAMES, Card, Weights, fits, next_lower, plan_for, plan_named
from generators.local.types import Order

SIZES = (4, 5, 6, 8, 12, 16, 24, 48, 80, 141)


def card(gigabytes: float, host: float = 64, capability: tuple[int, int] = (8, 9)) -> Card:
    return Card("RTX", "cuda:0", int(gigabytes * GB), int(host * GB), capability)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_a_larger_card_never_gets_a_smaller_plan_and_what_is_promised_to_fit_fits(family: object) -> None:
    plans = [plan_for(family, card(size, host=256)) for size in SIZES]  # type: ignore[arg-type]
    rungs = [NAMES.index(plan.name) for plan in plans]
    assert rungs == sorted(rungs, reverse=True)
    for size, plan in zip(SIZES, plans, strict=True):
        assert fits(plan, card(size, host=256)) or plan.name == NAMES[-1]
        assert all(line.endswith("。") for line in plan.explanation)
        assert any(f"{size} GB" in line for line in plan.explanation)
    assert plans[-1].storage == "full" or family.parameters.denoiser > 20  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "gigabytes", "plan"),
    [
        ("cogvideox-2b", 4, "offload"),
        ("cogvideox-5b", 5, "offload"),
        ("ltx", 6, "offload"),
        ("ltx", 8, "int8"),
        ("ltx", 12, "text-first"),
        ("ltx", 24, "resident"),
        ("ltx-13b", 12, "offload"),
        ("ltx-13b", 24, "int8"),
        ("wan2.2-5b", 24, "text-first"),
        ("wan2.1-1.3b", 8, "int8"),
        ("cogvideox-5b", 24, "text-first"),
        ("cogvideox-5b", 48, "resident"),
    ],
)
def test_usual_cards_get_the_plan_an_engineer_would_choose(name: str, gigabytes: int, plan: str) -> None:
    chosen = plan_for(FAMILIES[name], card(gigabytes))
    assert chosen.name == plan, chosen
    assert fits(chosen, card(gigabytes)), chosen


def test_what_does_not_fit_is_said_and_tried() -> None:
    plan = plan_for(FAMILIES["wan2.2-14b"], card(4))
    assert plan.name == NAMES[-1]
    assert "放不下" in plan.explanation[-1]


def test_little_memory_in_the_machine_means_reading_the_encoder_again() -> None:
    assert plan_for(FAMILIES["ltx"], card(16, host=64)).text == "swapped"
    assert plan_for(FAMILIES["ltx"], card(16, host=12)).text == "freed"
    assert plan_for(FAMILIES["ltx-13b"], card(12, host=24)).name == "int8-offload"


def test_the_denoiser_makes_way_for_the_encoder_only_where_both_do_not_fit() -> None:
    assert plan_for(FAMILIES["ltx"], card(16)).denoiser == "resident"
    assert plan_for(FAMILIES["cogvideox-5b"], card(20)).denoiser == "swapped"


def test_a_small_clip_needs_less_than_a_large_one() -> None:
    small = plan_for(FAMILIES["ltx"], card(24), Order(kind="video", prompt="x", width=256, height=256, num_frames=25))
    large = plan_for(FAMILIES["ltx"], card(24), Order(kind="video", prompt="x", width=1280, height=704, num_frames=161))
    assert small.needs_bytes < large.needs_bytes


def test_counted_weights_win_over_published_ones() -> None:
    tiny = Weights(denoiser=1_000_000, text=1_000_000, rest=1_000_000)
    assert plan_for(FAMILIES["cogvideox-2b"], card(16), weights=tiny).name == "resident"


def test_an_old_card_keeps_to_what_the_weights_were_trained_in() -> None:
    old = replace(card(24), capability=(7, 5))
    assert plan_for(FAMILIES["cogvideox-2b"], old).dtype == "float16"
    plan = plan_for(FAMILIES["cogvideox-5b"], old)
    assert (plan.dtype, plan.compiles) == ("bfloat16", False)
    assert any("模拟" in line for line in plan.explanation)


def test_a_plan_can_be_named_and_a_wrong_name_tells_the_right_ones() -> None:
    assert plan_named("int8", FAMILIES["ltx"], card(80)).storage == "int8"
    assert plan_named("auto", FAMILIES["ltx"], card(80)).name == "resident"
    with pytest.raises(CannotDo, match="resident、text-first"):
        plan_named("fast", FAMILIES["ltx"], card(80))


def test_below_every_plan_is_a_smaller_one_and_below_the_last_none() -> None:
    plan, names = plan_named("resident", FAMILIES["ltx"], card(80)), ["resident"]
    while (lower := next_lower(plan, FAMILIES["ltx"], card(80))) is not None:
        assert lower.needs_bytes <= plan.needs_bytes
        assert lower.tiling
        plan = lower
        names.append(plan.name)
    assert tuple(names) == NAMES


def test_without_a_card_nothing_is_streamed_and_the_admin_is_warned() -> None:
    processor = Card("处理器", "cpu", 24 * GB, 24 * GB)
    plan = plan_for(FAMILIES["ltx"], processor)
    assert plan.denoiser == "resident"
    assert any("没有用到显卡" in line for line in plan.explanation)
    with pytest.raises(CannotDo):
        plan_named("offload", FAMILIES["ltx"], processor)
