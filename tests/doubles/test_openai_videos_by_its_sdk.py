"""The double of OpenAI's shape, driven by OpenAI's own Python package: a client nobody here wrote."""

import base64
import io
from collections.abc import Iterator

import pytest
from openai import AuthenticationError, NotFoundError, OpenAI
from openai.types import Video
from PIL import Image

from tests.doubles.processes import Double, StartDouble
from tests.doubles.waiting import wait_until

SHUT_DOWN = "scheduled to permanently shut down"
"""Every method for videos says so of the hosted service, whatever the address."""


@pytest.fixture
def server(start_double: StartDouble) -> Double:
    return start_double("openai_videos", key="sk-1", seconds=1)


@pytest.fixture
def client(server: Double) -> Iterator[OpenAI]:
    with OpenAI(api_key="sk-1", base_url=f"{server.url}/v1", max_retries=0) as client:
        yield client


def asked(client: OpenAI, video: Video) -> Video:
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        return client.videos.retrieve(video.id)


def test_a_clip_is_made_asked_about_fetched_and_deleted(client: OpenAI, server: Double) -> None:
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        video = client.videos.create(prompt="A kitten.", model="wan", seconds="4", size="1280x720")
    assert (video.status, video.object, video.seconds, video.size) == ("queued", "video", "4", "1280x720")
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN), pytest.raises(NotFoundError):
        client.videos.download_content(video.id)
    seen = [video]

    def is_completed() -> bool:
        seen.append(asked(client, video))
        return seen[-1].status == "completed"

    wait_until(is_completed)
    states = list(dict.fromkeys(each.status for each in seen))
    assert states == ["queued", "in_progress", "completed"]
    progress = [each.progress for each in seen]
    assert (progress == sorted(progress), progress[-1]) == (True, 100)
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        content = client.videos.download_content(video.id, variant="video").read()
    assert content[4:8] == b"ftyp"
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        assert client.videos.delete(video.id).deleted is True
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN), pytest.raises(NotFoundError):
        client.videos.retrieve(video.id)
    assert server.stats()["problems"] == []


def test_a_clip_begins_with_a_file(client: OpenAI, server: Double) -> None:
    picture = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((640, 360)).save(picture, "JPEG")
    file = ("a1.jpg", picture.getvalue(), "image/jpeg")
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        video = client.videos.create(prompt="She smiles.", input_reference=file, extra_body={"seed": 7})
    sent = server.stats()["last"]["submit"]
    name, _, letters = sent["input_reference"].partition(";base64,")
    assert (name, sent["seed"]) == ("data:image/jpeg;name=a1.jpg", "7")
    assert base64.b64decode(letters) == picture.getvalue(), "not one byte of it is another"
    server.post("/finish")
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        assert client.videos.download_content(video.id).read()[4:8] == b"ftyp"


def test_a_clip_that_runs_is_stopped_and_one_that_failed_says_why(client: OpenAI, server: Double) -> None:
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        stopped = client.videos.create(prompt="A lake.")
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        assert client.videos.delete(stopped.id).object == "video.deleted"
    assert server.stats()["refunded"] == 1
    server.misbehave("refuse_task", at="submit", times=1)
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN):
        refused = client.videos.create(prompt="A lake.")
    server.post("/finish")
    failed = asked(client, refused)
    assert failed.status == "failed"
    assert failed.error is not None
    assert (failed.error.code, failed.error.message) == ("moderation_blocked", "not made")


@pytest.mark.parametrize("response_format", ["b64_json", "url"])
def test_a_picture_comes_at_once(client: OpenAI, server: Double, response_format: str) -> None:
    made = client.images.generate(prompt="A lake.", size="1024x1024", n=1, response_format=response_format)  # type: ignore[call-overload]
    picture = made.data[0]
    content = base64.b64decode(picture.b64_json) if picture.b64_json else server.download(path_of(picture.url, server))
    with Image.open(io.BytesIO(content)) as opened:
        assert (opened.format, opened.size) == ("PNG", (1024, 1024))
    assert (server.stats()["problems"], server.stats()["pictures"]) == ([], 1)


def test_a_wrong_key_and_an_unknown_clip_are_its_own_errors(client: OpenAI, server: Double) -> None:
    with pytest.warns(DeprecationWarning, match=SHUT_DOWN), pytest.raises(NotFoundError, match="Video not found"):
        client.videos.retrieve("video_0")
    stranger = OpenAI(api_key="sk-2", base_url=f"{server.url}/v1", max_retries=0)
    with stranger, pytest.raises(AuthenticationError) as told:
        stranger.images.generate(prompt="A lake.")
    assert told.value.code == "invalid_api_key"


def path_of(url: str | None, server: Double) -> str:
    assert url is not None
    return url.removeprefix(server.url)
