"""Memory of 小爱 over ten preview clips, made one after the other by `xiaoai say`.

    python benchmarks/clips.py [--page]

Without --page the owner is `xiaoai chat`, which loads no web page. The baseline of the same run is the process before its first clip.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLIPS = 10
REQUEST = "小爱，生成一段5秒的视频：小猫在樱花树下追蝴蝶，镜头慢慢推近"


def rss_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(data: Path, owner: str) -> None:
    command = [sys.executable, "-m", "bot"]
    env = {**os.environ, "XIAOAI_DATA": str(data), "XIAOAI_LOG_LEVEL": "error", "XIAOAI_WEB__PORT": "0"}
    with subprocess.Popen([*command, owner], env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as run:
        time.sleep(6)  # the job engine starts beside the first answers
        idle = rss_mb(run.pid)
        print(f"idle, before the first clip   {idle:4.0f} MB")
        for number in range(1, CLIPS + 1):
            began = time.perf_counter()
            subprocess.run([*command, "say", REQUEST], env=env, check=True, stdout=subprocess.DEVNULL)
            took, now = time.perf_counter() - began, rss_mb(run.pid)
            print(
                f"after clip {number:2}                 {now:4.0f} MB   {now / idle:.2f} x idle   {took:4.1f} s from `say` to its end"
            )
        run.kill()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder), "run" if "--page" in sys.argv else "chat")
