"""A double that lets in only what its contract allows, counts by kind of request, and keeps what was wrong."""

import threading
from collections import Counter
from collections.abc import Callable

from tests.contracts.checker import Contract, Problem
from tests.doubles.exchange import Answer, Asked
from tests.doubles.mischief import Mischief, Order
from tests.doubles.shapes import read_as


class ContractedApp:
    """The half of a double that is the same for every service. For the test: GET /stats, POST /misbehave, POST /forgive."""

    def __init__(self, contract: str, own_modes: tuple[str, ...] = ()) -> None:
        self.contract = Contract(contract)
        kinds = tuple(self.contract.operation_ids.values())
        self.mischief = Mischief(("any", *kinds), dict.fromkeys(own_modes, "any"))
        self.requests: Counter[str] = Counter()
        self.last: dict[str, dict[str, str]] = {}
        self.problems: list[str] = []
        self._lock = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "POST", "/misbehave":
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "POST", "/forgive":
                self.problems.clear()
                return Answer()
            case "GET", "/stats":
                with self._lock:
                    return Answer({"requests": self.requests, "last": self.last, "problems": self.problems})
        kind = self.contract.operation_id(asked.method, asked.path) or ""
        problems = self.contract.problems(asked.method, asked.path, asked.query, asked.headers)
        with self._lock:
            self.requests[kind] += 1
            self.last[kind] = dict(asked.query)
            self.problems += [f"{asked.path}: {each.name} {each.wrong} {each.detail}".strip() for each in problems]
        order = self.mischief.at("any")
        if order.mode == "ok":
            order = self.mischief.at(kind)
        take: Callable[[], Answer] = lambda: self.take(kind, asked, problems, order.mode)  # noqa: E731
        return self.mischief.carry_out(order, take)

    def take(self, kind: str, asked: Asked, problems: list[Problem], mode: str) -> Answer:
        """The answer to one request of a known kind, or to one with problems."""
        raise NotImplementedError
