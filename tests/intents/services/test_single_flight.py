"""The same question asked at once is asked once, and given up only when nobody waits any more."""

import asyncio

import pytest

from intents.services.single_flight import SingleFlight


class Service:
    """Answers when it is let, and counts."""

    def __init__(self) -> None:
        self.asked = self.given_up = 0
        self.may_answer = asyncio.Event()
        self.fails = False

    async def answer(self) -> str:
        self.asked += 1
        try:
            await self.may_answer.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if self.fails:
            raise LookupError("nothing")
        return f"answer {self.asked}"


def ask(flights: SingleFlight, service: Service, key: str = "a") -> asyncio.Task[str]:
    return asyncio.create_task(flights.ask("k", key, service.answer))


async def test_asked_at_once_is_asked_once() -> None:
    flights, service = SingleFlight(), Service()
    tasks = [ask(flights, service) for _ in range(3)]
    await asyncio.sleep(0)
    service.may_answer.set()
    assert await asyncio.gather(*tasks) == ["answer 1"] * 3
    assert await ask(flights, service) == "answer 2"


async def test_other_questions_are_asked() -> None:
    flights, service = SingleFlight(), Service()
    service.may_answer.set()
    await asyncio.gather(ask(flights, service, "a"), ask(flights, service, "b"))
    assert service.asked == 2


async def test_everybody_hears_of_the_failure_and_the_next_asks_again() -> None:
    flights, service = SingleFlight(), Service()
    service.fails = True
    service.may_answer.set()
    failures = await asyncio.gather(*(ask(flights, service) for _ in range(2)), return_exceptions=True)
    assert [type(failure) for failure in failures] == [LookupError, LookupError]
    service.fails = False
    assert await ask(flights, service) == "answer 2"


async def test_the_first_may_leave_while_others_wait() -> None:
    flights, service = SingleFlight(), Service()
    first, second = ask(flights, service), ask(flights, service)
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    service.may_answer.set()
    assert await second == "answer 1"
    assert service.given_up == 0


async def test_a_question_that_nobody_waits_for_is_given_up() -> None:
    flights, service = SingleFlight(), Service()
    tasks = [ask(flights, service) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
    assert service.given_up == 1
    service.may_answer.set()
    assert await ask(flights, service) == "answer 2"
