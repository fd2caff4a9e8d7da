"""A paid video API as a process of its own: it takes money at `/submit` and can say afterwards how often.

    python -m tests.doubles.paid_server --port 0 [--seconds 0.5] [--can-find] [--can-cancel] [--price-fen 50]

For the bot:   POST /submit {request_id, prompt, seconds, fps, width, height, picture}  GET /task/<id>  GET /file/<id>
               GET /find?request_id= (only with --can-find)  POST /cancel/<id> (only with --can-cancel)
For the test:  GET /stats  POST /finish {} (every task is done at once)  POST /away {seconds}
               POST /misbehave {mode, times, at: submit | find | task | file | cancel, seconds}, also with the modes
               fail_task (takes the money and gives up at the end), empty_file, garbage_file, half_file
"""

from collections.abc import Callable

from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import arguments, serve
from tests.doubles.mischief import Mischief, Order
from tests.doubles.paid_tasks import PaidTasks, Submission
from tests.doubles.shapes import read_as

OWN_MODES = {"fail_task": "submit", "empty_file": "file", "garbage_file": "file", "half_file": "file"}
PLACES = ("submit", "find", "task", "file", "cancel")


class PaidApp:
    """The routes."""

    def __init__(self, tasks: PaidTasks, can_find: bool, can_cancel: bool) -> None:
        self.tasks = tasks
        self.can_find = can_find
        self.can_cancel = can_cancel
        self.mischief = Mischief(PLACES, OWN_MODES)

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path.split("/")[1:]:
            case "POST", ["submit"]:
                return self._submit(asked)
            case "GET", ["find"] if self.can_find:
                return self._do("find", "finds", lambda: self._find(asked.query.get("request_id", "")))
            case "GET", ["task", task_id]:
                return self._do("task", "polls", lambda: Answer(self.tasks.state(task_id)))
            case "GET", ["file", task_id]:
                return self._file(task_id)
            case "POST", ["cancel", task_id] if self.can_cancel:
                return self._do("cancel", "cancels", lambda: Answer({"stopped": self.tasks.cancel(task_id)}))
            case "POST", ["finish"]:
                self.tasks.finish()
                return Answer()
            case "POST", ["misbehave"]:
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "GET", ["stats"]:
                return Answer(self.tasks.stats())
        raise Refusal(f"no such route: {asked.method} {asked.path}", 404)

    def _do(self, place: str, counted: str, act: Callable[[], Answer]) -> Answer:
        order = self.mischief.at(place)
        self.tasks.count(counted)
        return self.mischief.carry_out(order, act)

    def _submit(self, asked: Asked) -> Answer:
        submission = read_as(Submission, asked.body)
        order = self.mischief.at("submit")
        self.tasks.count("submits")
        return self.mischief.carry_out(
            order, lambda: Answer({"task_id": self.tasks.charge(submission, fails=order.mode == "fail_task")})
        )

    def _find(self, request_id: str) -> Answer:
        if not request_id:
            raise Refusal("request_id is missing")
        # Never 404 for a request that did not arrive: a wrong address would read as "not charged" and be paid twice.
        return Answer({"task_id": self.tasks.find(request_id)})

    def _file(self, task_id: str) -> Answer:
        order = self.mischief.at("file")
        return self.mischief.carry_out(order, lambda: self._clip(task_id, order.mode))

    def _clip(self, task_id: str, mode: str) -> Answer:
        content = self.tasks.file(task_id)
        self.tasks.count("fetched")
        headers = {"content-type": "video/mp4"}
        match mode:
            case "empty_file":
                return Answer(b"", headers=headers)
            case "garbage_file":
                return Answer(b"not a film " * 400, headers=headers)
            case "half_file":
                return Answer(content[: len(content) // 2], headers=headers | {"content-length": str(len(content))})
        return Answer(content, headers=headers)


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=0.5, help="how long a task takes")
    parser.add_argument("--can-find", action="store_true", help="answers which task a request id became")
    parser.add_argument("--can-cancel", action="store_true", help="stops and refunds a running task")
    parser.add_argument("--price-fen", type=int, default=50)
    options = parser.parse_args()
    serve(PaidApp(PaidTasks(options.seconds, options.price_fen), options.can_find, options.can_cancel), options)
