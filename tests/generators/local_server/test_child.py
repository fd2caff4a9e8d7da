"""The child process of 小爱: started when asked, started again after a crash, never left behind; and a wrong start told in Chinese."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from generators.base import Failed, Finished, GenerationRequest, Lost, Progress, Ticket, Timeout, Unreachable
from generators.local.client import Child
from generators.local.generator import Local
from generators.local.served import LocalOptions, models_of
from generators.local.settings import LocalSettings
from tests.bot.harness import running
from tests.doubles.processes import ROOT
from tests.doubles.waiting import wait_until
from tests.generators.local_server.house import KEY, QUICK, SLOW, environment, serving

SHOT = GenerationRequest("video", "A kitten chases a butterfly.", seconds=0.4, fps=24, width=96, height=64)
SMALL = {"size": "96x64"}


@pytest.fixture
async def child(ltx: Path, tmp_path: Path) -> AsyncIterator[Child]:
    """With the tiny LTX; not started."""
    child = Child(LocalSettings(models=(str(ltx),)), tmp_path)
    yield child
    await child.close()


def local(child: Child, **extra: str | int | float) -> Local:
    options = LocalOptions(extra=SMALL | extra)
    return Local(models_of(child, "video", "")[1], child, options)


async def pid_of(child: Child) -> int:
    """The child that listens at its address."""
    address = await child.address()
    port = int(address.rsplit(":", 1)[1])
    listening = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    inode = next(row[9] for row in listening if row[3] == "0A" and int(row[1].split(":")[1], 16) == port)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(one.readlink()) == f"socket:[{inode}]" for one in (process / "fd").iterdir()):
                return int(process.name)
        except OSError:
            continue
    raise AssertionError(f"nobody listens at {address}")


async def made(generator: Local, request: GenerationRequest = SHOT) -> Finished | Failed:
    ticket = await generator.submit(request, "1-a")
    assert isinstance(ticket, Ticket)
    async with asyncio.timeout(120):
        while isinstance(state := await generator.poll(ticket), Progress):
            await asyncio.sleep(0.05)
    return state


async def test_a_clip_of_a_child_that_is_killed_is_lost_and_the_next_one_is_made(child: Child, tmp_path: Path) -> None:
    slow, quick = local(child, num_inference_steps=200), local(child, num_inference_steps=2)
    assert slow.capabilities.prompt_family == "ltx"
    ticket = await slow.submit(SHOT, "1-a")
    assert isinstance(ticket, Ticket)
    os.kill(await pid_of(child), signal.SIGKILL)
    async with asyncio.timeout(120):
        while True:
            try:
                if isinstance(state := await slow.poll(ticket), Failed):
                    break
            except (Unreachable, Timeout):
                pass
            await asyncio.sleep(0.05)
    assert isinstance(state.error, Lost), "the job's workflow asks anew, for nothing"
    finished = await made(quick)
    assert isinstance(finished, Finished), finished
    assert (await quick.fetch(finished, tmp_path)).path.read_bytes()[4:8] == b"ftyp"
    assert child.lives == 2
    assert isinstance(await quick.poll(Ticket(finished.location)), Failed), "what was fetched lies nowhere else"
    pid = await pid_of(child)
    await quick.close()
    assert not Path(f"/proc/{pid}").exists(), "it ends with 小爱"
    await slow.close()


async def test_a_job_goes_on_after_its_child_was_killed_and_the_clip_comes_into_the_chat(
    child: Child, tmp_path: Path
) -> None:
    generator = local(child, num_inference_steps=40)
    async with running(tmp_path / "data", generators=[generator]) as bot:
        await generator.start()
        said = await bot.hears("小爱，生成一段1秒的视频：小猫追蝴蝶")
        assert "第 1 号" in said
        address = await child.address()
        headers = {"authorization": f"Bearer {child.key.get_secret_value()}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, trust_env=False) as http:

            async def is_made() -> bool:
                return any(one["phase"] for one in (await http.get("/v1/videos")).json()["data"])

            async with asyncio.timeout(60):
                while not await is_made():
                    await asyncio.sleep(0.02)
        os.kill(await pid_of(child), signal.SIGKILL)
        await bot.finishes_jobs()
        assert bot.sent_file.suffix == ".mp4"
        assert (await bot.job(1)).attempt > 1
    assert child.lives == 2


async def test_a_child_that_cannot_start_says_why_and_is_not_tried_again(tmp_path: Path) -> None:
    child = Child(LocalSettings(models=(str(tmp_path / "no-such-model"),)), tmp_path)
    with pytest.raises(Unreachable, match=r"没有这个文件夹|没有装"):
        await child.address()
    with pytest.raises(Unreachable):
        await child.address()
    assert child.lives == 1
    await child.close()


def test_a_child_whose_parent_was_killed_does_not_outlive_it(ltx: Path, tmp_path: Path) -> None:
    code = (
        "import asyncio, pathlib, sys\n"
        "from generators.local.client import Child\n"
        "from generators.local.settings import LocalSettings\n"
        "async def main():\n"
        f"    child = Child(LocalSettings(models=({str(ltx)!r},)), pathlib.Path({str(tmp_path)!r}))\n"
        "    print(await child.address(), flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        address = parent.stdout.readline().strip()
        assert httpx.get(f"{address}/health", trust_env=False).status_code == 200
        parent.kill()
        parent.wait(10)

    def is_gone() -> bool:
        try:
            httpx.get(f"{address}/health", trust_env=False, timeout=5)
        except httpx.TransportError:
            return True
        return False

    wait_until(is_gone, 60)


def test_a_server_that_was_killed_knows_what_it_had_finished_and_nothing_else(ltx: Path, tmp_path: Path) -> None:
    with serving([ltx], tmp_path / "clips") as first:
        finished = first.ended(first.asked(**QUICK, seed=5))
        content = first.http.get(f"/v1/videos/{finished['id']}/content").content
        wait_until(lambda: (tmp_path / "clips" / f"{finished['id']}.json").is_file())
        unfinished = first.asked(**SLOW)
        first.begun(unfinished)
        first.process.kill()
    with serving([ltx], tmp_path / "clips") as second:
        assert second.http.get(f"/v1/videos/{unfinished}").status_code == 404
        assert second.http.get(f"/v1/videos/{finished['id']}/content").content == content
        assert not list((tmp_path / "clips").glob("incoming/*"))


@pytest.mark.parametrize(
    ("arguments", "key", "told"),
    [
        ((), KEY, "一个模型也没有"),
        (("--model", "{tmp}/nothing"), KEY, "没有这个文件夹"),
        (("--model", "{tmp}"), KEY, "model_index.json"),
        (("--model", "{ltx}", "--host", "0.0.0.0"), "", "没有钥匙不能开"),
        (("--model", "{ltx}"), "short", "钥匙太短"),
        (("--model", "{ltx}", "--host", "256.1.1.1"), KEY, "256.1.1.1"),
    ],
)
def test_a_wrong_start_is_told_in_a_sentence(
    arguments: tuple[str, ...], key: str, told: str, ltx: Path, tmp_path: Path
) -> None:
    written = [word.format(tmp=tmp_path, ltx=ltx) for word in arguments]
    command = [sys.executable, "-m", "generators.local", "--port", "0", "--folder", str(tmp_path / "clips"), *written]
    ran = subprocess.run(command, cwd=ROOT, env=environment(key), capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert KEY not in ran.stderr
