"""How fast a plain message is answered, with the durable store on.

    python benchmarks/messages.py [--postgres DSN]

Prints serial latency (heard → handed to the channel), a burst of 200 messages over 10 chats, and memory; beside it, as the
baseline of the same run on the same disk, what two bare SQLite commits (WAL, synchronous=FULL) cost: the least a message that is
stored before it is answered can cost.
"""

import argparse
import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App
from bot.channels.base import Channel, ChannelEvents, Limits, Message, Outgoing, Receipt
from bot.config import load_settings
from bot.telemetry import set_up_logging

SENTENCES = (
    "今天天气怎么样",
    "从家到火车站开车多久",
    "附近有什么好吃的",
    "你好呀",
    "明天要不要带伞",
    "昨天那个视频真好看",
)
SERIAL, BURST, CHATS = 500, 200, 10


class BenchChannel(Channel):
    """Takes every message at once and notes when."""

    name = "bench"
    limits = Limits(takes_client_id=True)
    admits_everyone = True

    def __init__(self) -> None:
        self.sent_at: dict[str, float] = {}
        self.arrived = asyncio.Event()

    async def start(self, events: ChannelEvents) -> None:
        self.hear = events.hear

    async def stop(self) -> None:
        return

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.sent_at[outgoing.reply_to] = time.perf_counter()
        self.arrived.set()
        return Receipt()

    async def all_sent(self, count: int) -> None:
        while len(self.sent_at) < count:
            self.arrived.clear()
            await self.arrived.wait()


def message(number: int, chat: int) -> Message:
    who = f"member{chat}"
    text = SENTENCES[number % len(SENTENCES)]
    return Message("bench", "bot", who, f"m{number}", who, text, datetime.now(UTC), sender_name=who)


async def measure(data: Path) -> None:
    os.environ["XIAOAI_DATA"] = str(data)
    set_up_logging("error", is_interactive=False)
    channel = BenchChannel()
    started = time.perf_counter()
    async with App(load_settings(), channels=[channel]).running():
        print(f"start of the app                 {time.perf_counter() - started:7.3f} s")
        await asyncio.sleep(3)  # let the job engine finish its start: it is not what is measured
        print(f"memory, idle                     {rss_mb():7.0f} MB")
        took = []
        for number in range(SERIAL):
            began = time.perf_counter()
            await channel.hear(message(number, number % CHATS))
            await channel.all_sent(number + 1)
            took.append((channel.sent_at[f"m{number}"] - began) * 1000)
        took.sort()
        base = baseline_ms(data)
        p50, p99 = statistics.median(took), took[int(SERIAL * 0.99)]
        print(
            f"serial p50                       {p50:7.2f} ms   {p50 / base[0]:.1f} x two bare commits ({base[0]:.2f} ms)"
        )
        print(
            f"serial p99                       {p99:7.2f} ms   {p99 / base[1]:.1f} x two bare commits ({base[1]:.2f} ms)"
        )
        began = time.perf_counter()
        burst = [message(number, number % CHATS) for number in range(SERIAL, SERIAL + BURST)]
        await asyncio.gather(*(channel.hear(each) for each in burst))
        await channel.all_sent(SERIAL + BURST)
        rate = BURST / (time.perf_counter() - began)
        bare = 1000 / statistics.mean(base)
        print(
            f"burst of {BURST} over {CHATS} chats        {rate:7.0f} /s   {rate / bare:.1f} x one after the other at two bare commits each"
        )
        print(f"memory after                     {rss_mb():7.0f} MB")


def baseline_ms(data: Path, rounds: int = 300) -> tuple[float, float]:
    """Median and 99th percentile of two single-row commits."""
    connection = sqlite3.connect(data / "baseline.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(2):
            connection.execute("INSERT INTO t (text) VALUES (?)", ("今天天气怎么样" * 4,))
        took.append((time.perf_counter() - began) * 1000)
    connection.close()
    took.sort()
    return statistics.median(took), took[int(rounds * 0.99)]


def rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres")
    options = parser.parse_args()
    if options.postgres:
        os.environ["XIAOAI_DATABASE_URL"] = options.postgres
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder)))
