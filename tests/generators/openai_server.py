"""A generator that speaks to the double of OpenAI's shape, or to a server that says one thing only."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from pydantic import SecretStr

from generators.base import Failed, Finished, GeneratorError, Progress, Ticket
from generators.openai_videos import OpenAIVideos, VideoOptions
from tests.doubles.exchange import Answer, Asked
from tests.doubles.loopback import Server
from tests.doubles.processes import Double
from tests.generators.providers import KEY

PAID: dict[str, Any] = {"dialect": "gateway", "model": "kling-v2", "price_fen": 200}
DIALECTS: dict[str, dict[str, Any]] = {"xiaoai": {}, "sglang": {}, "vllm_omni": {}, "gateway": PAID}


class Saying:
    """Answers everything with the same bytes, and keeps the path it was asked for."""

    def __init__(self, content: bytes, status: int) -> None:
        self.content, self.status = content, status
        self.url = self.path = ""

    def answer(self, asked: Asked) -> Answer:
        self.path = asked.path
        return Answer(self.content, self.status)


@contextlib.contextmanager
def server_saying(content: bytes, status: int = 200) -> Iterator[Saying]:
    """Such a server, up."""
    saying = Saying(content, status)
    server = Server(0, saying)
    saying.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield saying
    finally:
        server.shutdown()
        server.server_close()


def maker(server: Double | Saying, key: str | None = KEY, **options: Any) -> OpenAIVideos:
    """The generator with these settings."""
    written = {"base_url": f"{server.url}/v1", **options}
    return OpenAIVideos(VideoOptions.model_validate(written), SecretStr(key) if key else None)


async def done(generator: OpenAIVideos, taken: Ticket | Finished) -> Finished:
    """Ask until it is finished."""
    assert isinstance(taken, Ticket)
    async with asyncio.timeout(20):
        while isinstance(state := await generator.poll(taken), Progress):
            await asyncio.sleep(0.02)
    assert isinstance(state, Finished), state
    return state


async def failure(generator: OpenAIVideos, ticket: str) -> GeneratorError:
    """Ask once; it has failed."""
    state = await generator.poll(Ticket(ticket))
    assert isinstance(state, Failed), state
    return state.error
