"""What a model folder is, and what is wrong with it, is known before torch is asked."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generators.local.engine import Engine
from generators.local.errors import BadNumbers, BrokenFile, LocalError, MissingFile, WrongFolder
from generators.local.folders import count_parameters, inspect
from tests.doubles.processes import ROOT
from tests.generators.local import tiny
from tests.generators.local.conftest import Folder, Load, Seen, order

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"


@pytest.fixture
def broken(folder: Folder, tmp_path: Path) -> Path:
    """A copy to be broken."""
    shutil.copytree(folder("ltx"), tmp_path / "ltx")
    return tmp_path / "ltx"


@pytest.mark.parametrize("name", tiny.MODELS)
def test_a_folder_is_recognised_by_what_it_holds(name: str, folder: Folder) -> None:
    assert inspect(folder(name)).family.name == name


def test_an_ltx_folder_of_the_plain_class_without_a_shifted_scheduler_is_a_newer_one(
    folder: Folder, engine: Engine, tmp_path: Path
) -> None:
    shutil.copytree(folder("ltx-0.9"), tmp_path / "LTX-Video-0.9.5")
    config = tmp_path / "LTX-Video-0.9.5" / "scheduler" / "scheduler_config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"use_dynamic_shifting": False}))
    model = engine.load(tmp_path / "LTX-Video-0.9.5")
    assert model.family.name == "ltx"
    assert model.make(order(num_frames=9), Seen()).frames.std() > 5


def test_the_parameters_counted_are_those_torch_loads(load: Load) -> None:
    loaded = load("cogvideox-5b")
    assert loaded.model.parameters("transformer") * 2 == loaded.denoiser_bytes


def test_weights_in_several_files_are_counted_together_and_a_missing_one_is_named(
    folder: Folder, tmp_path: Path
) -> None:
    from generators.local.libraries import libraries

    whole = folder("cogvideox-5b") / "transformer"
    model = libraries().CogVideoXTransformer3DModel.from_pretrained(str(whole))
    model.save_pretrained(tmp_path, max_shard_size="100KB")
    files = sorted(tmp_path.glob("*.safetensors"))
    assert len(files) > 1
    assert count_parameters(tmp_path) == count_parameters(whole)
    files[-1].unlink()
    with pytest.raises(MissingFile, match=files[-1].name):
        count_parameters(tmp_path)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _write(text: str) -> object:
    return lambda path: path.write_text(text)


@pytest.mark.parametrize(
    ("file", "breaking", "error", "said"),
    [
        (WEIGHTS, _cut, BrokenFile, "应该有"),
        (WEIGHTS, _write(""), BrokenFile, "没有下载完"),
        (WEIGHTS, _write("<html>404</html>" * 9), BrokenFile, "没有下载完"),
        (WEIGHTS, Path.unlink, MissingFile, "重新下载"),
        ("vae/diffusion_pytorch_model.safetensors", _cut, BrokenFile, "vae"),
        ("text_encoder", shutil.rmtree, MissingFile, "text_encoder"),
        ("model_index.json", Path.unlink, WrongFolder, "model_index.json"),
        ("model_index.json", _write("{"), BrokenFile, "不是 JSON"),
        ("model_index.json", _write('{"_class_name": "StableDiffusionPipeline"}'), WrongFolder, "StableDiffusion"),
        ("model_index.json", _write("{}"), WrongFolder, "没有写种类"),
        ("transformer/config.json", _write("[]"), BrokenFile, "config.json"),
        ("tokenizer/tokenizer.json", _write("{}"), LocalError, "tokenizer|ltx"),
        ("scheduler/scheduler_config.json", Path.unlink, LocalError, "scheduler|ltx"),
    ],
)
def test_what_is_wrong_with_a_folder_is_said_with_the_place(
    file: str, breaking: object, error: type[Exception], said: str, broken: Path, engine: Engine
) -> None:
    breaking(broken / file)  # type: ignore[operator]
    with pytest.raises(error, match=said) as raised:
        engine.load(broken)
    assert str(broken) in str(raised.value)


def test_a_path_that_is_no_folder_is_said_to_be_none(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(WrongFolder, match="没有这个文件夹"):
        engine.load(tmp_path / "nowhere")


def test_weights_of_another_shape_than_the_config_says_are_no_traceback(broken: Path, engine: Engine) -> None:
    config = broken / "transformer" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"num_attention_heads": 3}))
    with pytest.raises(WrongFolder, match="读不进来"):
        engine.load(broken)


def test_knowing_families_and_plans_loads_no_torch() -> None:
    modules = "types families folders memory shaping course errors"
    said = "import sys, " + ", ".join(f"generators.local.{name}" for name in modules.split())
    done = subprocess.run(
        [sys.executable, "-c", f"{said}; print([m for m in ('torch', 'diffusers') if m in sys.modules])"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_weights_that_are_no_numbers_are_no_black_clip(broken: Path, engine: Engine) -> None:
    from safetensors.torch import load_file, save_file

    file = broken / "vae" / "diffusion_pytorch_model.safetensors"
    weights = load_file(file)
    weights["decoder.conv_out.conv.bias"].fill_(float("nan"))
    save_file(weights, file, metadata={"format": "pt"})
    with pytest.raises(BadNumbers, match="NaN"):
        engine.load(broken).make(order(num_frames=9), Seen())
