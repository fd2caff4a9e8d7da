"""Our server, driven by OpenAI's own Python package: a client nobody here wrote."""

import base64
import io
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from openai import AuthenticationError, BadRequestError, NotFoundError, OpenAI
from PIL import Image

from generators import mp4
from tests.generators.local_server.house import KEY, QUICK, SLOW, WORDS, Running

# Every method for videos says that the hosted service is shut down, whatever the address.
pytestmark = pytest.mark.filterwarnings("ignore:.*permanently shut down:DeprecationWarning")


@pytest.fixture
def client(server: Running) -> Iterator[OpenAI]:
    with OpenAI(api_key=KEY, base_url=f"{server.url}/v1", max_retries=0, timeout=60) as client:
        yield client


def test_a_clip_is_asked_for_made_fetched_and_deleted(client: OpenAI, server: Running, tmp_path: Path) -> None:
    video = client.videos.create(
        prompt=WORDS, seconds="4", size="96x64", extra_body={"num_frames": 17, "seed": 7, "num_inference_steps": 3}
    )  # type: ignore[arg-type]
    assert (video.object, video.status, video.model, video.size) == ("video", "queued", "ltx", "96x64")
    with pytest.raises(NotFoundError, match=r"is queued|is in_progress"):
        client.videos.download_content(video.id)
    server.ended(video.id)
    done = client.videos.retrieve(video.id)
    assert (done.status, done.progress, done.error) == ("completed", 100, None)
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(client.videos.download_content(video.id, variant="video").read())
    facts = mp4.probe(clip)
    assert (facts.width, facts.height, facts.frames, facts.codec, facts.is_faststart) == (96, 64, 17, "h264", True)
    assert len(list(mp4.frames(clip))) == 17
    told = server.video(video.id)
    assert (told["seed"], told["plan"], told["num_frames"]) == (7, "resident", 17)
    assert set(told["stage_durations"]) == {"encode", "denoise", "decode", "save"}
    assert told["peak_memory_mb"] > 0
    assert video.id in [one.id for one in client.videos.list(limit=100)]
    assert client.videos.delete(video.id).deleted is True
    with pytest.raises(NotFoundError):
        client.videos.retrieve(video.id)


def test_a_clip_begins_with_a_file(client: OpenAI, server: Running) -> None:
    picture = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((96, 64)).save(picture, "PNG")
    file = ("a1.png", picture.getvalue(), "image/png")
    video = client.videos.create(prompt="It moves.", input_reference=file, extra_body=QUICK)
    assert server.ended(video.id)["status"] == "completed"


def test_two_clients_get_each_their_own(client: OpenAI, server: Running) -> None:
    def one(seed: int) -> bytes:
        with OpenAI(api_key=KEY, base_url=f"{server.url}/v1", max_retries=0, timeout=60) as own:
            video = own.videos.create(prompt=WORDS, extra_body=QUICK | {"seed": seed})
            server.ended(video.id)
            return own.videos.download_content(video.id).read()

    with ThreadPoolExecutor(2) as pool, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first, second = pool.map(one, (1, 2))
    assert first != second
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert one(1) == first, "the same seed makes the same bytes"


def test_pictures_come_at_once(client: OpenAI) -> None:
    made = client.images.generate(prompt=WORDS, size="64x64", n=2, extra_body={"num_inference_steps": 2, "seed": 3})  # type: ignore[call-overload]
    contents = [base64.b64decode(picture.b64_json) for picture in made.data]
    for content in contents:
        with Image.open(io.BytesIO(content)) as opened:
            assert (opened.format, opened.size) == ("PNG", (64, 64))
    assert contents[0] != contents[1], "each has a seed of its own"


def test_a_clip_that_is_being_made_is_stopped(client: OpenAI, server: Running) -> None:
    running, waiting = server.asked(**SLOW), server.asked(**SLOW)
    assert server.begun(running)["progress"] > 0
    assert client.videos.delete(waiting).deleted is True
    assert server.video(waiting)["status"] == "cancelled"
    server.http.post(f"/v1/videos/{running}/cancel").raise_for_status()
    assert server.ended(running)["status"] == "cancelled"
    with pytest.raises(NotFoundError):
        client.videos.download_content(running)
    assert server.ended(server.asked(**QUICK))["status"] == "completed", "the model goes on working"


def test_a_wrong_key_and_wrong_fields_are_its_own_errors(client: OpenAI, server: Running) -> None:
    stranger = OpenAI(api_key="another", base_url=f"{server.url}/v1", max_retries=0)
    with stranger, pytest.raises(AuthenticationError) as told:
        stranger.models.list()
    assert told.value.code == "invalid_api_key"
    with pytest.raises(BadRequestError) as wrong:
        client.videos.create(prompt=WORDS, size="97*64")  # type: ignore[arg-type]
    assert (wrong.value.param, wrong.value.code) == ("size", "invalid_value")
    with pytest.raises(NotFoundError) as unknown:
        client.videos.create(prompt=WORDS, model="sora-2")
    assert unknown.value.code == "model_not_found"
    assert "ltx" in unknown.value.message
