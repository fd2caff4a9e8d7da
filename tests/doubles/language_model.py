"""A language model as a service of its own: `/chat/completions`, with everything that vendors do differently.

    python -m tests.doubles.language_model --port 0 [--key sk-…] [--models a,b] [--sees b] [--highest-temperature 1.0]

For the bot:   POST /v1/chat/completions  GET /v1/models
For the test:  POST /answers {to, say} (what it says where `to` stands in the last message; an empty `to` is for all others)
               POST /writes_shots {drops, seed, again} (it writes shots from the checklist of the question, see `shot_answers.py`)
               POST /forget (all it was asked and told to say; in its usual mood again)
               GET /requests (the bodies that came, oldest first)  GET /stats
               POST /misbehave {mode, times, seconds}, also with the modes of `model_moods.py`
"""

import json
import threading
from dataclasses import dataclass
from typing import Any

from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import arguments, serve
from tests.doubles.mischief import Mischief, Order
from tests.doubles.model_moods import MOODS, in_mood
from tests.doubles.pictures_shown import shown_in
from tests.doubles.shapes import read_as
from tests.doubles.shot_answers import Sloppiness, is_shot_question, shot_answer

CLASSIFIED = {"intent": "聊天", "confidence": 0.9, "slots": {}}


@dataclass(frozen=True)
class Wanted:
    """A request that is right, as far as it matters for the answer."""

    model: str
    messages: tuple[str, ...]
    """What they say; the last one is the user's."""
    wants_json: bool


@dataclass(frozen=True)
class Line:
    """What it says where some words stand in the last message."""

    to: str
    say: str


class ModelApp:
    """The routes."""

    def __init__(self, key: str, models: tuple[str, ...], highest_temperature: float, sees: tuple[str, ...]) -> None:
        self._key = key
        self._models = models
        self._highest_temperature = highest_temperature
        self._sees = sees
        self._writes_shots: Sloppiness | None = None
        self._lines: list[Line] = []
        self._requests: list[dict[str, Any]] = []
        self._answered = 0
        self._lock = threading.Lock()
        self.mischief = Mischief(("chat",), dict.fromkeys(MOODS, "chat"))

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path.split("/")[1:]:
            case "POST", ["v1", "chat", "completions"]:
                return self._chat(asked)
            case "GET", ["v1", "models"]:
                return Answer({"object": "list", "data": [{"id": name, "object": "model"} for name in self._models]})
            case "POST", ["answers"]:
                self._lines.insert(0, read_as(Line, asked.body))
                return Answer()
            case "POST", ["forget"]:
                self._lines.clear()
                self._requests.clear()
                self._writes_shots = None
                self.mischief.order(Order("ok"))
                return Answer()
            case "POST", ["writes_shots"]:
                self._writes_shots = read_as(Sloppiness, asked.body)
                return Answer()
            case "POST", ["misbehave"]:
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "GET", ["requests"]:
                return Answer(self._requests)
            case "GET", ["stats"]:
                return Answer({"requests": len(self._requests), "answered": self._answered})
        raise Refusal(f"no such route: {asked.method} {asked.path}", 404)

    def _chat(self, asked: Asked) -> Answer:
        with self._lock:
            body = json.loads(asked.body)
            self._requests.append(body | {"authorization": asked.headers.get("authorization", "")})
        order = self.mischief.at("chat")
        if self._key and asked.headers.get("authorization") != f"Bearer {self._key}":
            # Vendors do repeat what they were given.
            told = {"code": "invalid_api_key", "message": f"Incorrect API key: {asked.headers.get('authorization')}"}
            return Answer({"error": told}, 401)
        if "json" not in asked.headers.get("content-type", ""):
            raise Refusal("content-type is not JSON", 415)
        wanted = self._checked(body)
        if answer := in_mood(order.mode, wanted.wants_json, self._key):
            return answer
        return self.mischief.carry_out(order, lambda: self._completion(wanted, order.mode))

    def _checked(self, body: dict[str, Any]) -> Wanted:
        """The request by the rules all vendors have; fields that only one knows are let pass."""
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages:
            raise Refusal("messages are missing")
        for message in messages:
            if set(message) != {"role", "content"} or message["role"] not in ("system", "user", "assistant"):
                raise Refusal(f"not a message: {sorted(message)}")
            if not _text(message["content"]):
                raise Refusal("content is empty")
            if shown_in(message["content"]) and body.get("model") not in self._sees:
                raise Refusal(f"{body.get('model')} takes no pictures")
        if body.get("model") not in self._models:
            raise Refusal(f"Model {body.get('model')} does not exist", 404)
        if not 0 <= body.get("temperature", 1.0) <= self._highest_temperature:
            raise Refusal(f"temperature is at most {self._highest_temperature:g}")
        if not isinstance(body.get("max_tokens", 1), int) or not 1 <= body.get("max_tokens", 1) <= 8192:
            raise Refusal("max_tokens is from 1 to 8192")
        if body.get("stream") or messages[-1]["role"] != "user":
            raise Refusal("the last message is the user's, and nothing is streamed")
        said = tuple(_text(message["content"]) for message in messages)
        if (wished := body.get("response_format")) is not None:
            if wished != {"type": "json_object"}:
                raise Refusal("response_format knows json_object only")
            if not any("json" in content.lower() for content in said):
                raise Refusal("messages must contain the word json in some form")
        return Wanted(body["model"], said, wished is not None)

    def _completion(self, wanted: Wanted, mode: str) -> Answer:
        asked_last = wanted.messages[-1]
        is_json = wanted.wants_json or "JSON" in wanted.messages[0]
        usual = json.dumps(CLASSIFIED, ensure_ascii=False) if is_json else "好的，我听见了。"
        if self._writes_shots and is_shot_question(wanted.messages):
            usual = shot_answer(wanted.messages, self._writes_shots)
        said = next((line.say for line in self._lines if line.to in asked_last), usual)
        with self._lock:
            self._answered += 1
        choice: dict[str, Any] = {
            "index": 0,
            "message": {"role": "assistant", "content": said},
            "finish_reason": "stop",
        }
        MOODS.get(mode, lambda _: None)(choice)
        body = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": wanted.model,
            "choices": [choice],
            "usage": {"prompt_tokens": 10, "completion_tokens": 7, "total_tokens": 17},
        }
        if mode == "blank_lines":
            return Answer(b"\n\n\n" + json.dumps(body).encode(), headers={"content-type": "application/json"})
        return Answer(body, headers={"content-type": "application/json"})


def _text(content: object) -> str:
    """The words of a message, which stand alone or beside pictures."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(part.get("text", "") for part in parts if part.get("type") == "text")


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--key", default="", help="the only key it takes; empty takes any")
    parser.add_argument("--models", default="small", help="names it knows, with commas between")
    parser.add_argument("--highest-temperature", type=float, default=2.0)
    parser.add_argument("--sees", default="", help="names of those that take pictures, with commas between")
    options = parser.parse_args()
    models, sees = tuple(options.models.split(",")), tuple(options.sees.split(","))
    serve(ModelApp(options.key, models, options.highest_temperature, sees), options)
