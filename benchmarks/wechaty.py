"""What the wechaty channel costs: a message to its answer and back, a clip of 5 MB, and memory.

    python -m benchmarks.wechaty [--times 500]

Needs Node.js and tests/gateway (`make test` installs it). The gateway and its mock of WeChat are real, on this machine; the channel
answers each message at once with the same text. Baseline: two bare calls on the same connection, for an answer takes two (asking
what the message says, sending) and cannot take less.
"""

import argparse
import asyncio
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from pydantic import SecretStr

from bot.channel_settings import WechatyPart
from bot.channels.base import ChannelEvents, Message, Outgoing
from bot.channels.wechaty import wire
from bot.channels.wechaty.channel import WechatyChannel
from bot.telemetry import set_up_logging
from tests.doubles.gateway import TOKEN, Gateway, running_gateway

ROUNDS = 20


async def measure(gateway: Gateway, times: int) -> None:
    before = memory()
    channel = WechatyChannel(WechatyPart(endpoint=gateway.endpoint, seconds_between_sends=0), SecretStr(TOKEN))

    async def answer(message: Message) -> None:
        await channel.send(Outgoing(message.account, message.chat_id, message.message_id, text=message.text))

    await channel.start(ChannelEvents(answer))
    while not channel.can_reach("bot-xiaoai", "wxid_mama"):
        await asyncio.sleep(0.05)
    await asyncio.to_thread(gateway.post, "echo", times=50)

    baseline: list[float] = []
    echoed: list[float] = []
    # In turns, so that whatever else the machine does meets both.
    for _ in range(ROUNDS):
        baseline += [await bare(channel) for _ in range(times // ROUNDS)]
        echoed += await asyncio.to_thread(gateway.post, "echo", times=times // ROUNDS)
    after_messages = memory()

    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp4"
        clip.write_bytes(bytes(5 * 1024 * 1024))
        began = time.perf_counter()
        await channel.send(Outgoing("bot-xiaoai", "wxid_mama", "clip", "video", path=clip))
        clip_ms = (time.perf_counter() - began) * 1000
    await channel.stop()

    print(f"two bare calls   {shown(baseline)}")
    print(f"message → answer {shown(echoed)}")
    print(f"ratio of p50     {statistics.median(echoed) / statistics.median(baseline):.2f}")
    print(f"clip of 5 MB     {clip_ms:.0f} ms")
    print(
        f"memory           {before:.0f} MB before, {after_messages:.0f} after {times} messages, {memory():.0f} after the clip"
    )


async def bare(channel: WechatyChannel) -> float:
    connection = channel._line.connection
    assert connection
    began = time.perf_counter()
    for _ in range(2):
        await connection.call("Version", wire.VersionRequest(), wire.VersionResponse, 5)
    return (time.perf_counter() - began) * 1000


def shown(taken: list[float]) -> str:
    cuts = statistics.quantiles(taken, n=100)
    return f"p50 {cuts[49]:.2f} ms, p90 {cuts[89]:.2f}, p99 {cuts[98]:.2f}, max {max(taken):.1f}"


def memory() -> float:
    """The highest so far, in MB."""
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    options = parser.parse_args()
    set_up_logging("error", is_interactive=False)
    with running_gateway() as running:
        running._http.timeout = 120
        asyncio.run(measure(running, options.times))
