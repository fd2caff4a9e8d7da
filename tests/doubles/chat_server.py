"""A chat application as a process of its own, so that it outlives a kill of the bot and can say what it got, how often.

    python -m tests.doubles.chat_server --port 0 [--dedupe]       the first line on stdout is the port

For the test:  POST /member_says  POST /redeliver  GET /posted  GET /file/<message id>  GET /stats
               POST /misbehave {mode, times, at: send | updates | ack, only_kind, seconds}  POST /away {seconds}
For the bot:   GET /updates?wait=&after=  POST /ack {message_id}  POST /send
"""

from dataclasses import asdict, dataclass

from tests.doubles.chat_messages import Post, Said
from tests.doubles.chat_room import ChatRoom
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import arguments, serve
from tests.doubles.mischief import Mischief, Order
from tests.doubles.shapes import read_as

LONGEST_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Ack:
    """The bot has stored a message."""

    message_id: str


class ChatApp:
    """The routes."""

    def __init__(self, dedupe: bool) -> None:
        self.room = ChatRoom(dedupe)
        self.mischief = Mischief(places=("send", "updates", "ack"))

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "POST", "/send":
                return self._send(read_as(Post, asked.body))
            case "GET", "/updates":
                return self.mischief.carry_out(self.mischief.at("updates"), lambda: self._updates(asked))
            case "POST", "/ack":
                ack = read_as(Ack, asked.body)
                return self.mischief.carry_out(self.mischief.at("ack"), lambda: self._acknowledge(ack))
            case "POST", "/member_says":
                return Answer(asdict(self.room.hear(read_as(Said, asked.body))))
            case "POST", "/redeliver":
                return Answer({"redelivered": self.room.redeliver()})
            case "POST", "/misbehave":
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "GET", "/posted":
                return Answer(self.room.posted())
            case "GET", "/stats":
                return Answer(self.room.stats())
            case "GET", path if path.startswith("/file/"):
                return Answer(self.room.file(path.removeprefix("/file/")))
        raise Refusal(f"no such route: {asked.method} {asked.path}", 404)

    def _send(self, post: Post) -> Answer:
        file = post.content()
        self.room.check(post)
        order = self.mischief.at("send", post.kind)
        return self.mischief.carry_out(order, lambda: Answer({"message_id": self.room.take(post, file)}))

    def _updates(self, asked: Asked) -> Answer:
        wait_seconds = min(float(asked.query.get("wait", "0")), LONGEST_WAIT_SECONDS)
        return Answer({"deliveries": self.room.updates(int(asked.query.get("after", "0")), wait_seconds)})

    def _acknowledge(self, ack: Ack) -> Answer:
        self.room.acknowledge(ack.message_id)
        return Answer()


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--dedupe", action="store_true", help="answer a repeated client id with the first receipt")
    options = parser.parse_args()
    serve(ChatApp(options.dedupe), options)
