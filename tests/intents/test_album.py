"""做成相册: what is promised, how long it is, and the words for each photo."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intents.album import album_of
from intents.captions import captions_of
from intents.engine.catalog import Catalog
from intents.engine.pointing import Pointing
from intents.engine.recognizer import Recognizer
from intents.engine.types import MediaRequest, Reply, Speaker, Turn

CATALOG = Catalog.load(Path(__file__).parents[2] / "intents")
RECOGNIZER = Recognizer(CATALOG)


def asked(text: str, photos: int) -> Reply | None:
    recognition = RECOGNIZER.recognize(text)
    assert recognition.intent == "video"
    turn = Turn(
        text=text,
        recognition=recognition,
        speaker=Speaker("姥姥", "member"),
        is_group=False,
        now=datetime(2026, 11, 21, tzinfo=UTC),
        pictures=tuple(f"photo{number}" for number in range(photos)),
    )
    return album_of(CATALOG.intents["video"], turn)


def album(text: str, photos: int) -> MediaRequest:
    reply = asked(text, photos)
    assert reply is not None
    assert reply.media is not None
    assert reply.media.is_album
    return reply.media


@pytest.mark.parametrize(
    ("text", "photos", "seconds"),
    [
        ("做成相册", 2, 6),
        ("做成相册", 7, 21),
        ("做成相册", 20, 60),
        ("把这些照片做成视频，30秒", 6, 30),
        ("做成相册，2秒", 6, 6),
        ("做成相册，1分钟", 3, 60),
    ],
)
def test_it_is_as_long_as_asked_and_no_photo_flashes_by(text: str, photos: int, seconds: float) -> None:
    assert album(text, photos).seconds == seconds


def test_wishes_become_fields() -> None:
    request = album("做成相册，竖屏，1080p，30帧，12秒", 4)
    assert (request.aspect, request.resolution, request.fps, request.seconds) == ("9:16", "1080p", 30, 12)
    assert album("做成相册", 4).resolution == "720p"
    assert album("做成相册", 4).aspect is None


@pytest.mark.parametrize(("text", "photos"), [("做成相册", 0), ("做成相册", 1), ("把这些照片做成视频", 1)])
def test_too_few_photos_are_asked_for(text: str, photos: int) -> None:
    reply = asked(text, photos)
    assert reply is not None
    assert (reply.say.key, reply.say.values["count"], reply.media) == ("album.needs_photos", photos, None)


def test_three_photos_are_a_set_and_two_a_first_and_a_last() -> None:
    assert album("让它们动起来", 3).pictures == ("photo0", "photo1", "photo2")
    assert asked("让它们动起来", 2) is None
    assert asked("让它动起来", 1) is None
    assert asked("拍一段小狗在海边跑的视频", 0) is None


@pytest.mark.parametrize(
    ("text", "captions"),
    [
        ("做成相册，第一张写 全家福", ("全家福", "", "")),
        ("做成相册，第一张写全家福，第二张写包饺子，竖屏", ("全家福", "包饺子", "")),
        ("做成相册第一张写全家福第二张写包饺子", ("全家福", "包饺子", "")),
        ("做成相册，第一张上面写“2026，我们来了”", ("2026，我们来了", "", "")),
        ("做成相册，最后一张写：再见", ("", "", "再见")),
        ("做成相册视频，配上字：春节快乐", ("春节快乐", "春节快乐", "春节快乐")),
        ("做成相册视频 配上字：春节快乐 30秒", ("春节快乐", "春节快乐", "春节快乐")),
        ("做成相册，加上字幕“阖家团圆”，第二张写年夜饭", ("阖家团圆", "年夜饭", "阖家团圆")),
        ("做成相册，标题写我们的2026，30秒，竖屏", ("我们的2026", "", "")),
        ("做成相册，第9张写太多了", ()),
        ("做成相册", ()),
        ("把这些照片做成视频，30秒", ()),
    ],
)
def test_words_are_for_the_photo_they_were_said_of(text: str, captions: tuple[str, ...]) -> None:
    assert album(text, 3).captions == captions


def test_a_very_long_caption_is_cut() -> None:
    assert [len(one) for one in captions_of("第一张写" + "很" * 300, 2)] == [40, 0]


def test_an_album_is_called_by_its_words() -> None:
    assert album("做成相册，标题写春节快乐", 3).subject == "春节快乐"


@pytest.mark.parametrize(
    ("text", "pointing"),
    [
        ("让它动起来", Pointing(is_at_one=True, is_needed=True, is_single=False, is_set=False)),
        ("让这张照片动起来", Pointing(is_at_one=True, is_needed=True, is_single=True, is_set=False)),
        ("让这张变成那张的样子的视频", Pointing(is_at_one=True, is_needed=True, is_single=False, is_set=False)),
        ("让照片里的奶奶笑一笑", Pointing(is_at_one=True, is_needed=True, is_single=False, is_set=False)),
        ("做成相册", Pointing(is_at_one=False, is_needed=False, is_single=False, is_set=True)),
        ("做一个老照片风格的视频", Pointing(is_at_one=False, is_needed=False, is_single=False, is_set=False)),
        ("拍一段小狗在海边跑的视频", Pointing(is_at_one=False, is_needed=False, is_single=False, is_set=False)),
        ("画一张图，图里有一只小猫", Pointing(is_at_one=True, is_needed=False, is_single=False, is_set=False)),
        ("给我来一张照片", Pointing(is_at_one=True, is_needed=False, is_single=False, is_set=False)),
        ("把这张照片画成水墨画", Pointing(is_at_one=True, is_needed=True, is_single=True, is_set=False)),
    ],
)
def test_words_point_at_photos(text: str, pointing: Pointing) -> None:
    assert RECOGNIZER.pointing(RECOGNIZER.recognize(text), text) == pointing
