"""One model and the list of them, against a real server that answers as vendors do."""

import logging
import traceback

import pytest

from intents.services.language_model import (
    BadAnswer,
    BadRequest,
    Busy,
    LanguageModelError,
    ModelAnswer,
    ModelMessage,
    NeedsTopUp,
    NoKey,
    NotAllowed,
    OverBudget,
    Refused,
    Resting,
    TimedOut,
    UnknownModel,
    Unreachable,
)
from intents.services.models.circuit import FAILURES, LONG_REST_SECONDS, REST_SECONDS
from intents.services.models.meter import Call
from intents.services.models.ordered import OrderedModels
from tests.doubles.processes import Double, closed_port
from tests.intents.model_service import KEY, MakeModels, entry

CLASSIFIED = '{"intent": "聊天", "confidence": 0.9, "slots": {}}'


async def ask(models: OrderedModels, text: str = "你好", *, is_json: bool = False, seconds: float = 5) -> ModelAnswer:
    system = ModelMessage("system", "用 JSON 回答。" if is_json else "像朋友一样说话。")
    return await models.ask(
        (system, ModelMessage("user", text)), purpose="chat", timeout_seconds=seconds, is_json=is_json
    )


class Counted:
    """A meter for the tests: what was counted, and a limit."""

    def __init__(self, limit: int = 100) -> None:
        self.calls: list[Call] = []
        self._limit = limit

    @property
    def is_used_up(self) -> bool:
        return len(self.calls) >= self._limit

    async def count(self, call: Call) -> None:
        self.calls.append(call)


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


# -- what is sent -----------------------------------------------------------------------------------------------------


async def test_it_sends_model_key_and_the_vendors_own_fields(double: Double, models_of: MakeModels) -> None:
    models = models_of(entry(double.url, extra_body={"thinking": {"type": "disabled"}}, highest_temperature=1.0))
    answer = await models.ask(
        [ModelMessage("user", "你好")], purpose="chat", timeout_seconds=5, temperature=1.5, max_tokens=99
    )
    assert (answer.text, answer.model) == ("好的，我听见了。", "first")
    sent = double.get("/requests")[-1]
    assert sent["authorization"] == f"Bearer {KEY}"
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("small", 1.0, 99)
    assert sent["thinking"] == {"type": "disabled"}
    assert "response_format" not in sent


async def test_another_accounts_environment_is_not_sent(
    double: Double, models_of: MakeModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "somebody-else")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port()}")
    assert (await ask(models_of(entry(double.url)))).model == "first"
    assert double.get("/requests")[-1]["authorization"] == f"Bearer {KEY}"


async def test_json_is_asked_for_and_once_more_without_where_it_is_not_known(
    double: Double, models_of: MakeModels
) -> None:
    models = models_of(entry(double.url))
    double.misbehave("no_json_mode")
    before = double.stats()["requests"]
    assert (await ask(models, is_json=True)).text == CLASSIFIED
    assert [request.get("response_format") for request in double.get("/requests")[before:]] == [
        {"type": "json_object"},
        None,
    ]
    await ask(models, is_json=True)
    assert double.stats()["requests"] == before + 3, "it is remembered"


async def test_a_refusal_of_json_that_hides_another_fault_is_that_fault(double: Double, models_of: MakeModels) -> None:
    double.misbehave("no_json_mode_and_down")
    with pytest.raises(Unreachable):
        await ask(models_of(entry(double.url)), is_json=True)


# -- what comes back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mood", ["ok", "parts", "fenced", "thinking", "only_closed", "boxed", "blank_lines"])
async def test_json_is_found_in_whatever_it_is_wrapped_in(double: Double, models_of: MakeModels, mood: str) -> None:
    double.misbehave(mood)
    assert (await ask(models_of(entry(double.url)), is_json=True)).text == CLASSIFIED


@pytest.mark.parametrize("mood", ["ok", "parts", "only_closed", "boxed", "blank_lines"])
async def test_talk_comes_without_thoughts(double: Double, models_of: MakeModels, mood: str) -> None:
    double.misbehave(mood)
    assert (await ask(models_of(entry(double.url)))).text == "好的，我听见了。"


FAULTS = [
    ("empty", BadAnswer),
    ("null", BadAnswer),
    ("cut", BadAnswer),
    ("half_json", BadAnswer),
    ("not_json", BadAnswer),
    ("thinking_unclosed", BadAnswer),
    ("reasoning", BadAnswer),
    ("sensitive", Refused),
    ("unsafe", Refused),
    ("refuse_content", Refused),
    ("network_error", Unreachable),
    ("http500", Unreachable),
    ("cut_before", Unreachable),
    ("html", Unreachable),
    ("wrong_key", NotAllowed),
    ("refuse", NotAllowed),
    ("no_such_model", UnknownModel),
    ("no_money", NeedsTopUp),
    ("no_balance_zhipu", NeedsTopUp),
    ("no_balance_deepseek", NeedsTopUp),
    ("no_balance_qwen", NeedsTopUp),
    ("no_balance_siliconflow", NeedsTopUp),
    ("no_balance_minimax", NeedsTopUp),
    ("busy429", Busy),
    ("busy_zhipu", Busy),
    ("hang", TimedOut),
]


@pytest.mark.parametrize(("mood", "error"), FAULTS, ids=[mood for mood, _ in FAULTS])
async def test_each_fault_has_its_name_and_never_tells_the_key(
    double: Double, models_of: MakeModels, caplog: pytest.LogCaptureFixture, mood: str, error: type[LanguageModelError]
) -> None:
    models = models_of(entry(double.url))
    double.misbehave(mood, seconds=30)
    with caplog.at_level(logging.DEBUG), pytest.raises(error) as raised:
        await ask(models, is_json=True, seconds=1)
    assert type(raised.value) is error
    shown = "".join(traceback.format_exception(raised.value)) + repr(raised.value) + caplog.text + repr(models.troubles)
    assert KEY not in shown
    assert "?" not in str(raised.value)


def test_an_entry_shows_no_key() -> None:
    assert KEY not in repr(entry("http://127.0.0.1:1"))


async def test_403_of_a_vendor_that_means_the_balance(double: Double, models_of: MakeModels) -> None:
    double.misbehave("refuse")
    with pytest.raises(NeedsTopUp):
        await ask(models_of(entry(double.url, forbidden_means_top_up=True)))


async def test_an_address_that_is_not_the_services_own(double: Double, models_of: MakeModels) -> None:
    models = models_of(entry(f"{double.url}/api"))
    with pytest.raises(BadRequest):
        await ask(models)
    assert models.troubles["first"].code == "bad_request"


async def test_nobody_there(models_of: MakeModels) -> None:
    with pytest.raises(Unreachable):
        await ask(models_of(entry(f"http://127.0.0.1:{closed_port()}")))


async def test_talk_that_is_cut_is_talk_all_the_same(double: Double, models_of: MakeModels) -> None:
    double.misbehave("cut")
    assert "好的，我听见了。".startswith((await ask(models_of(entry(double.url)))).text)


# -- several ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mood", ["http500", "no_balance_zhipu", "busy_zhipu", "not_json", "hang"])
async def test_the_next_model_answers_where_the_first_does_not(
    double: Double, models_of: MakeModels, mood: str
) -> None:
    models = models_of(entry(double.url), entry(double.url, "second", model="large"))
    double.misbehave(mood, times=1, seconds=30)
    answer = await ask(models, is_json=True, seconds=1.5)
    assert (answer.text, answer.model) == (CLASSIFIED, "second")


async def test_a_busy_model_without_another_is_asked_once_more(double: Double, models_of: MakeModels) -> None:
    double.misbehave("busy429", times=1, seconds=0.1)
    before = double.stats()["requests"]
    assert (await ask(models_of(entry(double.url)))).model == "first"
    assert double.stats()["requests"] == before + 2


async def test_a_busy_model_that_wants_long_is_not_waited_for(double: Double, models_of: MakeModels) -> None:
    models = models_of(entry(double.url))
    double.misbehave("busy429", seconds=120)
    with pytest.raises(Busy):
        await ask(models)
    double.misbehave("ok")
    with pytest.raises(Resting):
        await ask(models)


# -- troubles ---------------------------------------------------------------------------------------------------------


async def test_a_dead_model_is_left_alone_and_tried_again_later(double: Double, models_of: MakeModels) -> None:
    clock = Clock()
    models = models_of(entry(double.url), now=clock)
    double.misbehave("http500")
    before = double.stats()["requests"]
    for _ in range(FAILURES):
        with pytest.raises(Unreachable):
            await ask(models)
    with pytest.raises(Resting):
        await ask(models)
    assert double.stats()["requests"] == before + FAILURES
    assert models.changed.is_set()
    clock.seconds = REST_SECONDS + 1
    with pytest.raises(Unreachable):
        await ask(models)
    clock.seconds += REST_SECONDS + 1
    with pytest.raises(Resting):
        await ask(models)
    clock.seconds += REST_SECONDS
    double.misbehave("ok")
    assert (await ask(models)).model == "first"
    assert models.troubles == {}


@pytest.mark.parametrize("mood", ["wrong_key", "no_balance_zhipu", "no_such_model"])
async def test_what_a_person_has_to_mend_is_told_once_and_rests_long(
    double: Double, models_of: MakeModels, mood: str
) -> None:
    clock = Clock()
    models = models_of(entry(double.url), now=clock)
    double.misbehave(mood)
    for hour in range(3):
        clock.seconds = hour * (LONG_REST_SECONDS + 1)
        with pytest.raises(LanguageModelError):
            await ask(models)
        with pytest.raises(Resting):
            await ask(models)
        assert models.changed.is_set() is (hour == 0)
        assert len(models.news()) == (hour == 0)
    assert len(models.troubles) == 1


async def test_the_same_trouble_is_told_again_after_it_worked(double: Double, models_of: MakeModels) -> None:
    clock = Clock()
    models = models_of(entry(double.url), now=clock)
    for _ in range(2):
        double.misbehave("wrong_key")
        with pytest.raises(NotAllowed):
            await ask(models)
        assert [trouble.code for trouble in models.news()] == ["not_allowed"]
        clock.seconds += LONG_REST_SECONDS + 1
        double.misbehave("ok")
        await ask(models)
        assert models.troubles == {}
        assert models.news() == ()


async def test_a_key_that_nobody_set_is_not_asked_with(double: Double, models_of: MakeModels) -> None:
    models = models_of(entry(double.url, key=None))
    before = double.stats()["requests"]
    with pytest.raises(NoKey, match="TEST_API_KEY"):
        await ask(models)
    assert double.stats()["requests"] == before


async def test_a_refusal_is_no_fault_of_the_model(double: Double, models_of: MakeModels) -> None:
    models = models_of(entry(double.url))
    double.misbehave("unsafe")
    for _ in range(FAILURES + 1):
        with pytest.raises(Refused):
            await ask(models)
    assert not models.changed.is_set()


# -- the meter --------------------------------------------------------------------------------------------------------


async def test_every_call_is_counted_with_its_tokens(double: Double, models_of: MakeModels) -> None:
    counted = Counted()
    models = models_of(entry(double.url), entry(double.url, "second"), meter=counted)
    double.misbehave("http500", times=1)
    await ask(models)
    assert [(call.model, call.purpose, call.tokens, call.trouble) for call in counted.calls] == [
        ("first", "chat", 0, "unreachable"),
        ("second", "chat", 7, ""),
    ]


async def test_with_the_budget_gone_nothing_is_sent(double: Double, models_of: MakeModels) -> None:
    models = models_of(entry(double.url), meter=Counted(limit=1))
    await ask(models)
    before = double.stats()["requests"]
    for _ in range(2):
        with pytest.raises(OverBudget):
            await ask(models)
    assert double.stats()["requests"] == before
    assert models.troubles["*"].code == "over_budget"


async def test_a_service_without_a_key_gets_none_of_ours(double: Double, models_of: MakeModels) -> None:
    models = models_of(entry(double.url, key=None, key_variable=""))
    with pytest.raises(NotAllowed):  # this one wants its key
        await ask(models)
    assert double.get("/requests")[-1]["authorization"] == "Bearer none"
