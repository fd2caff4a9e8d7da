"""Misbehaving on command: how a double hangs, cuts, refuses or answers nonsense, and for how many requests.

Taking a message (or money) and answering are two things; every mode says which of them happens:

    mode             takes it   answers
    ok               yes        yes
    slow             yes        after `seconds`
    hang             no         never
    hang_after       yes        never
    cut_before       no         the connection closes
    cut_after        yes        the connection closes
    http500          no         500 and says that it took nothing
    http500_after    yes        500 and does not say
    wrong_body       yes        200 with a page of HTML
    busy429          no         429 with Retry-After: `seconds`
    no_money         no         402
    refuse           no         403
    refuse_content   no         451
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.doubles.exchange import Answer, Cut, Refusal

HANG_SECONDS = 60.0
"""A hanging request is let go after this long, without an answer."""

REFUSALS = {"http500": 500, "busy429": 429, "no_money": 402, "refuse": 403, "refuse_content": 451}
MODES = frozenset(REFUSALS) | {
    *("ok", "slow", "hang", "hang_after", "cut_before", "cut_after", "http500_after", "wrong_body"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to go wrong, where, and how often."""

    mode: str
    times: int | None = None
    """None is until told otherwise."""
    at: str = ""
    """The place, empty for the one where this mode belongs."""
    only_kind: str = ""
    """Only messages of this kind; others pass and do not count."""
    seconds: float = 2.0
    """How slow, or how long to stay away."""


class Mischief:
    """The orders of one server, one for each place; thread-safe."""

    def __init__(self, places: tuple[str, ...], own_modes: dict[str, str] | None = None) -> None:
        self.places = places
        self.own_modes = own_modes or {}
        """Modes that only this server knows, and where they belong."""
        self._orders: dict[str, Order] = {}
        self._left: dict[str, int | None] = {}
        self._changed = threading.Condition()

    def order(self, order: Order) -> None:
        """Replace the order for its place; whoever hangs is let go."""
        if order.mode not in MODES | self.own_modes.keys():
            raise Refusal(f"unknown mode {order.mode}")
        place = order.at or self.own_modes.get(order.mode, self.places[0])
        if place not in self.places:
            raise Refusal(f"nothing to misbehave at {place}, only at {', '.join(self.places)}")
        with self._changed:
            self._orders[place], self._left[place] = order, order.times
            self._changed.notify_all()

    def at(self, place: str, kind: str = "") -> Order:
        """What holds for this request; counts it."""
        with self._changed:
            order = self._orders.get(place)
            if order is None or (order.only_kind and order.only_kind != kind):
                return Order("ok")
            left = self._left[place]
            if left is not None:
                if left <= 0:
                    return Order("ok")
                self._left[place] = left - 1
            return order

    def carry_out(self, order: Order, take: Callable[[], Answer]) -> Answer:
        """Take the request, or not, and answer, or not. A server's own modes count as ok here."""
        if order.mode in REFUSALS:
            headers = {"retry-after": f"{order.seconds:g}"} if order.mode == "busy429" else {}
            return Answer({"error": order.mode, "taken": False}, REFUSALS[order.mode], headers)
        match order.mode:
            case "hang":
                self._wait(order, HANG_SECONDS)
                raise Cut
            case "hang_after":
                take()
                self._wait(order, HANG_SECONDS)
                raise Cut
            case "cut_before":
                raise Cut
            case "cut_after":
                take()
                raise Cut
            case "http500_after":
                take()
                return Answer({"error": "http500_after"}, 500)
            case "wrong_body":
                take()
                return Answer(b"<html>gateway</html>", headers={"content-type": "text/html"})
        answer = take()
        if order.mode == "slow":
            self._wait(order, order.seconds)
        return answer

    def _wait(self, order: Order, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: all(current is not order for current in self._orders.values()), seconds)
