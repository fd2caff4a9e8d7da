"""`xiaoai models`: listed, downloaded from a hub, removed, each as an admin would do it."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import local_models
from bot.errors import XiaoaiError
from generators.local.families import FAMILIES
from tests.cli.command import xiaoai
from tests.doubles.model_hub import READ, ModelHub, model, serving

FAMILY = FAMILIES["cogvideox-2b"]


@pytest.fixture
def shelf() -> Iterator[ModelHub]:
    with serving(hub := ModelHub({FAMILY.modelscope: model(), FAMILY.hub: model()})):
        yield hub


def settings(shelf: ModelHub) -> dict[str, str]:
    return {"XIAOAI_LOCAL__MODELSCOPE_URL": shelf.url, "XIAOAI_LOCAL__HUGGINGFACE_URL": shelf.url}


def test_a_model_is_downloaded_listed_and_removed(tmp_path: Path, shelf: ModelHub) -> None:
    data = tmp_path / "data"
    ran = xiaoai(data, "models", "download", "cogvideox-2b", **settings(shelf))
    assert (ran.status, ran.err.splitlines()[-1]) == (0, "100% 3 MB / 3 MB")
    assert "从魔搭下载到" in ran.lines[0]
    assert "许可：Apache-2.0" in ran.lines[1]
    path = Path(ran.lines[-1].removeprefix("好了，在 "))
    assert path == data / "models/cogvideox-2b"
    assert all((path / one).read_bytes() == model()[one] for one in READ)

    listed = xiaoai(data, "models")
    assert listed.status == 0, listed.err
    rows = {line.split()[0]: line.split() for line in listed.lines if line.strip()}
    assert rows["cogvideox-2b"][-3:] == ["在", "3", "MB"]
    assert rows["cogvideox-2b"][4:6] == ["13.8", "GB"]
    assert rows["cogvideox-5b"][-1] == "没有"
    assert "FLUX.1 [dev]" in listed.out
    assert set(FAMILIES) <= set(rows)

    removed = xiaoai(data, "models", "remove", "cogvideox-2b", stdin="是\n")
    assert (removed.status, removed.out) == (0, "删了，腾出 3 MB。\n")
    assert not path.exists()


def test_the_other_hub_can_be_asked_and_a_key_of_env_opens_what_is_locked(tmp_path: Path, shelf: ModelHub) -> None:
    shelf.gated = {FAMILY.hub}
    command = ("models", "download", "cogvideox-2b", "--from", "huggingface")
    ran = xiaoai(tmp_path / "data", *command, **settings(shelf))
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert "写进 .env 的 HF_TOKEN" in ran.err
    (tmp_path / "data/.env").write_text("HF_TOKEN=good\n")
    assert xiaoai(tmp_path / "data", *command, **settings(shelf)).status == 0


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for commands called in this process."""
    monkeypatch.setenv("XIAOAI_DATA", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "where", "said"),
    [
        ("sora", "", "没有叫“sora”的模型。能用的有：ltx-13b-distilled"),
        ("../../etc", "", "没有叫“../../etc”的模型"),
        ("ltx-distilled", "", "LTX-Video 2B 快速版在网上没有现成的文件夹可以下载"),
        ("ltx", "modelscope", "LTX-Video 2B在魔搭上没有现成的文件夹"),
        ("cogvideox-2b", "github", "能写 modelscope 或者 huggingface"),
    ],
)
async def test_what_cannot_be_downloaded_is_one_sentence(house: Path, name: str, where: str, said: str) -> None:
    with pytest.raises(XiaoaiError) as caught:
        await local_models.download(None, name, where, has_extras=True)
    assert said in str(caught.value)
    assert not (house / "models").exists()


def test_without_a_yes_nothing_is_removed(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = house / "models/cogvideox-2b"
    folder.mkdir(parents=True)
    (folder / "model_index.json").write_text("{}")
    monkeypatch.setattr("sys.stdin", io.StringIO("不\n"))
    assert local_models.remove(None, "cogvideox-2b", is_agreed=False) == 1
    assert capsys.readouterr().out == "没删。\n"
    assert folder.exists()
    assert local_models.remove(None, "CogVideoX-2B", is_agreed=True) == 0
    assert not folder.exists()


async def test_what_lies_beside_a_model_comes_with_it(
    house: Path, shelf: ModelHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in settings(shelf).items():
        monkeypatch.setenv(name, value)
    family = FAMILIES["ltx"]
    (extra,) = family.extras
    shelf.repositories[family.hub] = model()
    shelf.repositories[extra.hub] = {path: path.encode() for path in extra.files}
    await local_models.download(None, "ltx", "", has_extras=True)
    assert all((house / "models/ltx" / extra.folder / path).is_file() for path in extra.files)
    assert extra.purpose in capsys.readouterr().out
