"""How soon `xiaoai chat` answers after it was started, on an empty data folder and on a warm one.

    python benchmarks/start.py

The baseline of the same run is a bare Python that imports the two libraries nothing can do without (SQLAlchemy, pydantic).
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7


def first_answer_seconds(data: Path) -> float:
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "XIAOAI_DATA": str(data)},
        text=True,
    ) as chat:
        assert chat.stdin
        assert chat.stdout
        chat.stdin.write("今天天气怎么样\n")
        chat.stdin.flush()
        answer = chat.stdout.readline()
        took = time.perf_counter() - began
        assert answer.startswith("小爱："), answer
        chat.stdin.close()
    return took


def bare_seconds() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import sqlalchemy, pydantic"], check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    bare = statistics.median(bare_seconds() for _ in range(ROUNDS))
    empty, warm = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            empty.append(first_answer_seconds(Path(folder)))
            warm.append(first_answer_seconds(Path(folder)))
    print(f"bare import of SQLAlchemy and pydantic   {bare:.2f} s")
    for name, took in (("empty", empty), ("warm", warm)):
        median = statistics.median(took)
        print(
            f"first answer, {name:5} folder              {median:.2f} s (worst {max(took):.2f})   {median / bare:.1f} x bare"
        )
