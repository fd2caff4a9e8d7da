"""`xiaoai doctor`: each finding on a machine that has, or lacks, the thing."""

import json
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from bot.doctor import examine as examine_here
from bot.doctor import house, machine
from bot.doctor.finding import Check
from bot.doctor.language_model import language_model
from bot.owner import socket_path
from generators.drawing import fonts
from tests.cli.command import Ran, xiaoai
from tests.doubles.processes import ROOT, Double, StartDouble, closed_port

Examine = Callable[..., Ran]
Asks = Callable[..., str]


@pytest.fixture
def examine(tmp_path: Path) -> Examine:
    """Run the command on a machine without graphics card and Ollama, unless the test says otherwise."""
    (tmp_path / "empty").mkdir()
    bare = {"PATH": str(tmp_path / "empty"), "OLLAMA_HOST": f"127.0.0.1:{closed_port()}"}

    def examine(*arguments: str, **more: str) -> Ran:
        return xiaoai(tmp_path / "data", "doctor", *arguments, **(bare | more))

    return examine


@pytest.fixture
def asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asks:
    """Run one check by itself, in this process, and read what it printed."""
    monkeypatch.setenv("XIAOAI_DATA", str(tmp_path / "data"))

    def asks(check: Check, **variables: str) -> str:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert examine_here(None, {"": (check,)}) == 0
        return capsys.readouterr().out

    return asks


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the shipped files."""
    home = tmp_path / "home"
    for folder in ("intents", "prompts"):
        shutil.copytree(ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "config.yaml", home)
    return home


@pytest.fixture
def ollama(request: pytest.FixtureRequest) -> Iterator[str]:
    """Plays Ollama's list of models; gives what `OLLAMA_HOST` would hold."""
    body: bytes = request.param

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/api/tags"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def models(*names: str) -> bytes:
    return json.dumps(
        {"models": [{"name": name, "size": 1, "details": {"family": "qwen3"}} for name in names]}
    ).encode()


def test_with_nothing_configured_nothing_is_wrong(examine: Examine) -> None:
    ran = examine()
    assert ran.status == 0, ran.out
    assert ran.err == ""
    assert ran.lines[-1] == "没有妨碍小爱运行的问题。"
    assert [line for line in ran.lines if not line.startswith(" ")][:-1] == ["这台机器", "小爱的东西", "会做什么"]
    assert "✗" not in ran.out
    assert "· 没有 NVIDIA 显卡（不要紧）" in ran.out
    assert "钥匙" not in ran.out.replace("智谱的免费钥匙", ""), "no service is configured, so no key is missed"
    assert len(ran.lines) < 40


def test_it_leaves_nothing_behind(examine: Examine, tmp_path: Path) -> None:
    examine()
    assert list((tmp_path / "data").iterdir()) == []


# -- this machine -----------------------------------------------------------------------------------------------------


def nvidia_smi(folder: Path, script: str) -> str:
    """A PATH with an nvidia-smi that does this."""
    program = folder / "bin" / "nvidia-smi"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}/usr/bin{os.pathsep}/bin"


def test_graphics_cards_are_named_with_their_memory(examine: Examine, tmp_path: Path) -> None:
    path = nvidia_smi(tmp_path, "echo 'NVIDIA GeForce RTX 4090, 24564'; echo 'NVIDIA H100, 80GB HBM3, 81559'")
    ran = examine(PATH=path)
    assert "✓ 显卡 NVIDIA GeForce RTX 4090，显存 24 GB" in ran.out
    assert "✓ 显卡 NVIDIA H100, 80GB HBM3，显存 80 GB" in ran.out


@pytest.mark.parametrize(
    "script", ["echo 'No devices were found'", "echo 'Failed to initialize NVML'; exit 9", "exec 2>&-"]
)
def test_a_driver_that_does_not_answer_is_no_card(asks: Asks, tmp_path: Path, script: str) -> None:
    said = asks(machine.graphics_card, PATH=nvidia_smi(tmp_path, script))
    assert "! 有 nvidia-smi，但它说不出有什么显卡" in said


def test_a_clock_of_the_past_is_noticed(examine: Examine, home: Path) -> None:
    later = time.time() + 2 * 86400
    os.utime(home / "config.yaml", (later, later))
    ran = examine("--home", str(home))
    assert ran.status == 0
    assert "比这里的文件还早" in ran.out
    assert "timedatectl" in ran.out


@pytest.mark.parametrize(("system", "is_told"), [("Asia/Tokyo", False), ("America/New_York", True)])
def test_the_familys_time_is_told_and_the_machines_where_it_differs(
    asks: Asks, monkeypatch: pytest.MonkeyPatch, system: str, is_told: bool
) -> None:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", system)
        time.tzset()
        said = asks(machine.clock, XIAOAI_TIMEZONE="Asia/Tokyo")
    time.tzset()
    assert "✓ 时区 Asia/Tokyo，现在" in said
    assert ("日志里是系统的时间" in said) is is_told


def test_without_a_chinese_font_it_says_how_to_get_one(
    asks: Asks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    fonts.find_cjk_font.cache_clear()
    try:
        assert "sudo apt install fonts-noto-cjk" in asks(machine.font)
    finally:
        fonts.find_cjk_font.cache_clear()


# -- what belongs to 小爱 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "status", "mark"), [("WORRYING_BYTES", 0, "!"), ("FULL_BYTES", 1, "✗")])
def test_a_disk_that_fills_up_is_told_before_it_is_full(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    limit: str,
    status: int,
    mark: str,
) -> None:
    monkeypatch.setenv("XIAOAI_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(house, "WORRYING_BYTES", 10**18)
    monkeypatch.setattr(house, limit, 10**18)
    assert examine_here(None, {"": (house.folders,)}) == status
    assert f"{mark} 数据文件夹 {tmp_path / 'data'} 只剩" in capsys.readouterr().out


def test_a_damaged_database_is_found_with_its_last_backup(examine: Examine, tmp_path: Path) -> None:
    data = tmp_path / "data"
    backup = data / "backups" / "app-20261120-033000.sqlite"
    backup.parent.mkdir(parents=True)
    backup.touch()
    (data / "app.sqlite").write_bytes(b"SQLite format 3\0" + b"rubbish" * 1000)
    ran = examine()
    assert ran.status == 1
    assert "✗ 数据库" in ran.out
    assert str(backup) in ran.out
    assert ran.lines[-1].startswith("标着 ✗ 的")
    assert sorted(path.name for path in data.iterdir()) == ["app.sqlite", "backups"]


def test_a_socket_left_by_a_dead_process_is_nobody(examine: Examine, tmp_path: Path) -> None:
    path = socket_path(tmp_path / "data")
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert "· 小爱没在运行" in examine().out


def test_a_slip_in_the_admins_own_file_does_not_stop_xiaoai(examine: Examine, tmp_path: Path) -> None:
    own = tmp_path / "data" / "templates" / "intents"
    own.mkdir(parents=True)
    (own / "菜谱.yaml").write_text("name: 菜谱\ntitel: 菜谱\n", encoding="utf-8")
    ran = examine()
    assert ran.status == 0
    assert "! 意图和提示词文件" in ran.out
    assert "templates 里的 1 个" in ran.out


def test_a_slip_in_the_shipped_files_does(examine: Examine, home: Path) -> None:
    (home / "intents" / "weather.yaml").write_text("name: [", encoding="utf-8")
    ran = examine("--home", str(home))
    assert ran.status == 1
    assert "✗ 意图和提示词文件" in ran.out


def test_postgresql_is_asked_whether_it_answers(examine: Examine, postgres_url: str) -> None:
    ran = examine(XIAOAI_DATABASE_URL=postgres_url)
    assert ran.status == 0, ran.out
    assert "连得上" in ran.out


@pytest.mark.parametrize(
    ("wrong", "cure"),
    [
        (lambda url: url + "_that_is_not_there", "没有这个用户或这个数据库"),
        (lambda url: f"postgresql://xiaoai:s3cret@127.0.0.1:{closed_port()}/xiaoai", "启动了没有"),
        (lambda url: "postgresql://xiaoai:s3cret@[::1/xiaoai", "检查 XIAOAI_DATABASE_URL"),
    ],
    ids=["no such database", "nobody there", "not an address"],
)
def test_postgresql_that_does_not_is_told_without_the_address(
    examine: Examine, postgres_url: str, wrong: Callable[[str], str], cure: str
) -> None:
    ran = examine(XIAOAI_DATABASE_URL=wrong(postgres_url))
    assert ran.status == 1
    assert "✗ 数据库 PostgreSQL 连不上" in ran.out
    assert cure in ran.out
    assert "postgresql://" not in ran.out + ran.err
    assert "s3cret" not in ran.out + ran.err


# -- what 小爱 can do -------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_would_stop_the_start(examine: Examine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = examine(XIAOAI_WEB__PORT=str(port))
    assert ran.status == 1
    assert f"✗ 网页：端口 {port} 被别的程序占着" in ran.out


def test_a_generator_there_is_no_file_for_is_named_with_those_there_are(examine: Examine) -> None:
    ran = examine(XIAOAI_GENERATORS__VIDEO='["sora"]', XIAOAI_GENERATORS__IMAGE="[]")
    assert ran.status == 1
    assert "✗ 视频：没有叫“sora”的生成器" in ran.out
    assert "storyboard" in ran.out
    assert "! 图片：一个生成器也没写" in ran.out


@pytest.mark.parametrize(
    "ollama",
    [models("bge-m3", "qwen3:8b", "glm-5:9b", "deepseek-r1:7b", "gemma3:4b", "nomic-embed-text")],
    indirect=True,
)
def test_a_running_ollama_is_offered_with_the_lines_to_write_and_told_nothing(examine: Examine, ollama: str) -> None:
    ran = examine(OLLAMA_HOST=ollama)
    assert "· 大模型：Ollama 在运行，有 qwen3:8b、glm-5:9b、deepseek-r1:7b 等 4 个" in ran.out
    assert "现在没有给它发过任何话" in ran.out
    lines = ran.lines[ran.lines.index("      language_model:") :][:3]
    written = yaml.safe_load("\n".join(lines))
    assert written == {
        "language_model": {"models": [{"provider": "ollama", "model": "qwen3:8b", "base_url": f"http://{ollama}/v1"}]}
    }


@pytest.mark.parametrize("ollama", [models("qwen3:8b")], indirect=True)
@pytest.mark.parametrize("written", ["http://127.0.0.1:{port}/", "0.0.0.0:{port}", "http://[::]:{port}", ":{port}"])
def test_ollamas_own_variable_is_read_as_ollama_does(asks: Asks, ollama: str, written: str) -> None:
    port = ollama.rpartition(":")[2]
    assert f"http://127.0.0.1:{port}/v1" in asks(language_model, OLLAMA_HOST=written.format(port=port))


@pytest.mark.parametrize("ollama", [models()], indirect=True)
def test_an_ollama_without_a_model_needs_one(asks: Asks, ollama: str) -> None:
    assert "ollama pull" in asks(language_model, OLLAMA_HOST=ollama)


@pytest.mark.parametrize("ollama", [b"<html>a router's page</html>", b"[]", b"{}", b'{"models": [{}]}'], indirect=True)
def test_what_answers_there_may_be_something_else(asks: Asks, ollama: str) -> None:
    said = asks(language_model, OLLAMA_HOST=ollama)
    assert "没有 Ollama 在运行" in said


@pytest.mark.parametrize("nonsense", ["127.0.0.1:port", "[", "http://a b"])
def test_an_address_that_is_none_is_nobody(asks: Asks, nonsense: str) -> None:
    said = asks(language_model, OLLAMA_HOST=nonsense)
    assert "没有 Ollama 在运行" in said


def test_a_server_that_never_answers_is_not_waited_for(asks: Asks) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.monotonic()
        said = asks(language_model, OLLAMA_HOST=f"127.0.0.1:{silent.getsockname()[1]}")
        assert time.monotonic() - started < 5
    assert "没有 Ollama 在运行" in said


# -- the language models ----------------------------------------------------------------------------------------------

KEY = "sk-only-for-tests"


@pytest.fixture
def configure(tmp_path: Path) -> Callable[..., None]:
    """Write models into the admin's settings."""

    def configure(*models: dict[str, str]) -> None:
        data = tmp_path / "data"
        data.mkdir(exist_ok=True)
        (data / "settings.yaml").write_text(json.dumps({"language_model": {"models": models}}), encoding="utf-8")

    return configure


def study(double: Double, **more: str) -> dict[str, str]:
    return {"name": "书房", "base_url": f"{double.url}/v1", "model": "small", "key_variable": "STUDY_API_KEY"} | more


@pytest.fixture
def service(start_double: StartDouble) -> Double:
    return start_double("language_model", key=KEY)


def test_a_model_that_works_is_told_with_its_time(
    examine: Examine, configure: Callable[..., None], service: Double, tmp_path: Path
) -> None:
    configure(study(service))
    (tmp_path / "data" / ".env").write_text(f"STUDY_API_KEY={KEY}\n", encoding="utf-8")
    ran = examine()
    assert ran.status == 0, ran.out
    assert re.search(r"✓ 大模型 书房（small）：能用，\d+ 毫秒答了一句", ran.out), ran.out
    assert "Ollama" not in ran.out
    assert KEY not in ran.out + ran.err


@pytest.mark.parametrize(
    ("mood", "cure"),
    [
        ("no_balance_zhipu", "余额不够"),
        ("no_such_model", "没有叫 small 的模型"),
        ("http500", "连不上 http://127.0.0.1"),
        ("busy_zhipu", "过几分钟再试"),
        ("empty", "换一个模型"),
        ("unsafe", "不肯回答"),
    ],
)
def test_a_model_that_does_not_work_is_told_with_the_cure(
    asks: Asks, configure: Callable[..., None], service: Double, mood: str, cure: str
) -> None:
    configure(study(service))
    service.misbehave(mood)
    said = asks(language_model, STUDY_API_KEY=KEY)
    assert "! 大模型 书房（small）：现在用不了" in said
    assert cure in said


def test_a_key_that_is_missing_or_wrong_names_its_variable_and_never_its_value(
    asks: Asks, configure: Callable[..., None], service: Double
) -> None:
    configure(study(service))
    assert "STUDY_API_KEY=你的钥匙" in asks(language_model, STUDY_API_KEY="")
    assert service.stats()["requests"] == 0
    said = asks(language_model, STUDY_API_KEY="sk-wrong")
    assert "不认 STUDY_API_KEY 里的钥匙" in said
    assert "sk-wrong" not in said


def test_an_address_that_is_not_the_services(asks: Asks, configure: Callable[..., None], service: Double) -> None:
    configure(study(service, base_url=f"{service.url}/v2"))
    assert f"检查 base_url（现在是 {service.url}/v2）" in asks(language_model, STUDY_API_KEY=KEY)


def test_each_model_of_the_list_is_tried(asks: Asks, configure: Callable[..., None], service: Double) -> None:
    nobody = f"http://127.0.0.1:{closed_port()}/v1"
    configure(study(service, name="不在家的", base_url=nobody), study(service))
    said = asks(language_model, STUDY_API_KEY=KEY)
    assert "! 大模型 不在家的" in said
    assert "✓ 大模型 书房" in said
