"""`xiaoai chat`: lines in, answers out; two terminals at one 小爱."""

import subprocess
from pathlib import Path

from tests.cli.command import COMMAND, environment, xiaoai


def test_every_line_is_answered_in_order(tmp_path: Path) -> None:
    chat = xiaoai(tmp_path / "data", "chat", stdin="小爱，你好\n\n今天天气怎么样\n给我弄个视频\n")
    assert chat.status == 0, chat.err
    answers = [line for line in chat.lines if line.startswith("小爱：")]
    assert len(answers) == 3
    assert "天气" in answers[1]
    assert "想拍" in answers[2]


def test_a_question_asked_back_is_remembered_by_the_next_process(tmp_path: Path) -> None:
    asked = xiaoai(tmp_path / "data", "say", "给我弄个1秒的视频")
    assert "第 1 号" not in asked.out
    answered = xiaoai(tmp_path / "data", "say", "小狗在海边跑")
    assert "第 1 号" in answered.lines[0]
    assert Path(answered.lines[-1]).suffix == ".mp4"


def test_run_serves_other_terminals_and_stops_when_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with subprocess.Popen(
        [COMMAND, "run"], cwd=tmp_path, env=environment(data), stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        first = run.stdout.readline()
        assert "小爱在了" in first
        said = xiaoai(data, "say", "你好")
        assert said.status == 0, said.err
        assert "正在运行" in xiaoai(data, "doctor").out
        second = xiaoai(data, "run")
        assert second.status == 2
        assert "另一个小爱正在用" in second.err
        run.terminate()
        rest = run.stdout.read()
    assert run.returncode == 0
    assert "我是管理员" in rest
