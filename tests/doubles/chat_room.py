"""What the chat application remembers: members' messages until they are acknowledged, and everything 小爱 posted."""

import hashlib
import threading
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime

from tests.doubles.chat_messages import Post, Said
from tests.doubles.exchange import Refusal


class ChatRoom:
    """All chats of the application; thread-safe."""

    def __init__(self, dedupe: bool) -> None:
        self.dedupe = dedupe
        """Whether a client id seen before is answered with the first receipt."""
        self._changed = threading.Condition()
        self._said: dict[str, Said] = {}
        self._queue: dict[int, str] = {}
        self._posts: list[tuple[str, Post, bytes, float]] = []
        self._counts = {"queued": 0, "handed_out": 0, "acks": 0, "repeats": 0}

    def hear(self, said: Said) -> Said:
        """A member says something."""
        with self._changed:
            message_id = said.message_id or f"m{len(self._said) + 1}"
            sent_at = said.sent_at or datetime.now(UTC).isoformat()
            heard = self._said.setdefault(message_id, replace(said, message_id=message_id, sent_at=sent_at))
            self._enqueue(message_id)
            return heard

    def redeliver(self) -> int:
        """Put every message of the past into the queue again; how many."""
        with self._changed:
            for message_id in self._said:
                self._enqueue(message_id)
            return len(self._said)

    def updates(self, after: int, wait_seconds: float) -> list[dict[str, object]]:
        """What nobody has acknowledged yet, oldest first; waits for the first one."""
        with self._changed:
            self._changed.wait_for(lambda: any(number > after for number in self._queue), wait_seconds)
            due = [(number, self._said[message_id]) for number, message_id in self._queue.items() if number > after]
            self._counts["handed_out"] += len(due)
            return [{"number": number, "message": asdict(said)} for number, said in due]

    def acknowledge(self, message_id: str) -> None:
        """The message is stored on the other side; it is not handed out again unless redelivered."""
        with self._changed:
            if message_id not in self._said:
                raise Refusal(f"nobody said {message_id}")
            self._queue = {number: queued for number, queued in self._queue.items() if queued != message_id}
            self._counts["acks"] += 1

    def check(self, post: Post) -> None:
        """Refuse an answer to a message that is not of this chat: the wrong person would read it."""
        with self._changed:
            said = self._said.get(post.reply_to)
            if post.reply_to and (said is None or said.chat_id != post.chat_id):
                raise Refusal(f"reply_to names {post.reply_to}, no message of chat {post.chat_id}")

    def take(self, post: Post, file: bytes) -> str:
        """Show a post in the chat; its message id."""
        with self._changed:
            if self.dedupe:
                for message_id, earlier, _, _ in self._posts:
                    if earlier.client_id == post.client_id:
                        self._counts["repeats"] += 1
                        return message_id
            message_id = f"p{len(self._posts) + 1}"
            self._posts.append((message_id, replace(post, file="", poster=""), file, time.time()))
            return message_id

    def posted(self) -> list[dict[str, object]]:
        """Everything 小爱 posted, in order of arrival."""
        with self._changed:
            posts = list(self._posts)
        return [
            {name: value for name, value in asdict(post).items() if name not in ("file", "poster")}
            | {"message_id": message_id, "order": order, "at": at}
            | {"file_bytes": len(file), "file_sha256": _hash(file)}
            for order, (message_id, post, file, at) in enumerate(posts)
        ]

    def file(self, message_id: str) -> bytes:
        """The file that came with a post."""
        with self._changed:
            for posted_id, _, file, _ in self._posts:
                if posted_id == message_id:
                    return file
        raise Refusal(f"{message_id} was never posted", 404)

    def stats(self) -> dict[str, int]:
        """Counts. `double_posts` are posts whose client id, or whose chat, content and reply_to, came before."""
        with self._changed:
            client_ids: set[str] = set()
            contents: set[tuple[str, ...]] = set()
            doubles = {"double_posts": 0, "double_client_ids": 0, "double_contents": 0}
            for _, post, file, _ in self._posts:
                content = (post.account, post.chat_id, post.kind, _hash(file) or post.text, post.reply_to)
                repeats = post.client_id in client_ids, content in contents
                doubles["double_client_ids"] += repeats[0]
                doubles["double_contents"] += repeats[1]
                doubles["double_posts"] += any(repeats)
                client_ids.add(post.client_id)
                contents.add(content)
            counts = {"said": len(self._said), "waiting": len(self._queue), "posts": len(self._posts)}
            return counts | {"client_ids": len(client_ids)} | doubles | self._counts

    def _enqueue(self, message_id: str) -> None:
        self._counts["queued"] += 1
        self._queue[self._counts["queued"]] = message_id
        self._changed.notify_all()


def _hash(file: bytes) -> str:
    return hashlib.sha256(file).hexdigest() if file else ""
