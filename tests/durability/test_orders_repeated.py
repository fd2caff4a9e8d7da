"""A turn that is taken again after a kill does not do again what its order has done: 再发一次 sends once more, not twice more."""

from pathlib import Path

import pytest

from tests.durability.books import read_books
from tests.durability.house import VIDEO, house


@pytest.mark.parametrize(
    "point", ["before:turn", "after:turn", "before:commit", "after:commit", "after:send-video-to-ids"]
)
def test_clip_asked_for_once_more_comes_once_more(point: str, tmp_path: Path) -> None:
    with house(tmp_path) as home:
        home.says("ids", "mama", VIDEO)
        home.lives_on(expect=1)
        home.says("ids", "mama", "再发一次")
        home.dies_at(point, expect=2)
        home.lives_on(expect=2)
        clips = [post for post in home.posted("ids") if post["kind"] == "video"]
        assert len(clips) == 2
        assert len([text for text in home.texts("ids", "mama") if "第 1 号再发一次" in text]) == 1
        assert [job.state for job in read_books(home).jobs] == ["done"]
        assert list(home.paid_charges().values()) == [1]
