"""Which cards the server works on."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from generators.local.settings import LocalSettings
from tests.doubles.waiting import wait_until
from tests.generators.local_server.house import QUICK, serving


def test_a_card_that_is_not_there_leaves_the_work_to_the_one_that_is(ltx: Path, tmp_path: Path) -> None:
    with serving([ltx], tmp_path, "--card", "7", "0") as server:
        health = wait_until(lambda: told if (told := server.http.get("/health").json())["reason"] else None, 60) or {}
        assert health["status"] == "ok"
        assert "没有编号 7 的显卡" in health["reason"]
        assert [server.ended(server.asked(**QUICK))["status"] for _ in range(3)] == ["completed"] * 3


def test_the_cards_of_the_settings_are_those_of_the_server() -> None:
    words = LocalSettings(cards=(0, 1)).arguments([], Path("clips"), port=0)
    assert words[words.index("--card") + 1 :][:2] == ["0", "1"]
    for wrong in ((), (0, 0), (-1,), (16,)):
        with pytest.raises(ValidationError, match="显卡的编号"):
            LocalSettings(cards=wrong)
