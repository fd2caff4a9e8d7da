"""Photos are described by models that see, and shown to nobody else."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from intents.photo_reader import PhotoReader, small_copy
from intents.services import ModelTimes, Services
from intents.services.models.ordered import OrderedModels
from prompts.instructions import Instructions
from tests.doubles.processes import ROOT, Double, running
from tests.intents.model_service import KEY, MakeModels, entry

SEEN = "An old man with a white beard sits on a bamboo chair; his hands could move."


@pytest.fixture(scope="module")
def eye() -> Iterator[Double]:
    """A service with a model that sees and one that does not; it refuses a picture that is large or says where it was taken."""
    with running("language_model", "--key", KEY, "--models", "small,large", "--sees", "large") as double:
        double.post("/answers", to="看这张照片", say=f" {SEEN}\n")
        yield double


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A large one that still knows its place."""
    exif = Image.Exif()
    exif[0x010F] = "camera of grandfather"
    exif[0x0112] = 6
    path = tmp_path / "photo.jpg"
    Image.effect_noise((3000, 2000), 90).convert("RGB").save(path, "JPEG", quality=95, exif=exif)
    return path


def reader(models: OrderedModels | None) -> PhotoReader:
    instructions = Instructions.load(ROOT / "prompts" / "system")
    return PhotoReader(Services(language_model=models, model_times=ModelTimes(shot=20), instructions=instructions))


def nobody(name: str) -> bool:
    return False


async def test_a_model_in_the_house_describes_it(eye: Double, models_of: MakeModels, photo: Path) -> None:
    models = models_of(entry(eye.url, model="large", sees_pictures=True, is_remote=False))
    eye.misbehave("ok")
    assert await reader(models).describe((photo, photo), nobody) == (SEEN, SEEN)


async def test_a_model_outside_is_shown_nothing_without_a_yes(eye: Double, models_of: MakeModels, photo: Path) -> None:
    models = models_of(entry(eye.url, "outside", model="large", sees_pictures=True))
    before = eye.stats()["requests"]
    assert await reader(models).describe((photo,), nobody) == ()
    assert eye.stats()["requests"] == before
    assert await reader(models).describe((photo,), lambda name: name == "outside") == (SEEN,)


async def test_what_a_model_in_the_house_saw_is_not_told_to_one_outside(
    eye: Double, models_of: MakeModels, photo: Path
) -> None:
    models = models_of(
        entry(eye.url, "outside", model="small"),
        entry(eye.url, "eye", model="large", sees_pictures=True, is_remote=False),
    )
    eye.misbehave("ok")
    assert await reader(models).describe((photo,), nobody) == ()
    assert await reader(models).describe((photo,), lambda name: name == "outside") == (SEEN,)


async def test_words_go_to_every_model_and_pictures_only_to_those_that_see(
    eye: Double, models_of: MakeModels, photo: Path
) -> None:
    blind = entry(eye.url, "blind", model="small", is_remote=False)
    models = models_of(blind, entry(eye.url, "eye", model="large", sees_pictures=True, is_remote=False))
    eye.misbehave("ok")
    assert await reader(models).describe((photo,), nobody) == (SEEN,)
    assert eye.get("/requests")[-1]["model"] == "large"
    assert not models_of(blind).sees(lambda name: True)


@pytest.mark.parametrize("mood", ["empty", "http500", "sensitive", "wrong_key", "cut_before"])
async def test_whatever_goes_wrong_nothing_is_said(eye: Double, models_of: MakeModels, photo: Path, mood: str) -> None:
    models = models_of(entry(eye.url, model="large", sees_pictures=True, is_remote=False))
    eye.misbehave(mood, seconds=5)
    assert await reader(models).describe((photo,), nobody) == ()


async def test_a_photo_that_is_gone_is_no_reason_to_fail(eye: Double, models_of: MakeModels, tmp_path: Path) -> None:
    models = models_of(entry(eye.url, model="large", sees_pictures=True, is_remote=False))
    assert await reader(models).describe((tmp_path / "gone.jpg",), nobody) == ()


async def test_without_a_model_nothing_is_described(photo: Path) -> None:
    assert await reader(None).describe((photo,), nobody) == ()


def test_the_copy_is_small_upright_and_knows_no_place(photo: Path) -> None:
    copy = small_copy(photo)
    with Image.open(io.BytesIO(copy)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (683, 1024))
        assert not opened.getexif()
    assert len(copy) <= 1_000_000
    assert b"grandfather" not in copy
