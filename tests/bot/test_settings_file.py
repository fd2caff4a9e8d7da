"""What the settings page writes: only what was changed, whole or not at all, keys for nobody else to read."""

import stat
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values

from bot.errors import ConfigError
from bot.settings_file import COPIES_KEPT, write_key, write_settings

HIS = """# 我写的
retention: {at: 13:30, clips_days: 0}
language_model:
  models: [zhipu]
  calls_per_day: 5
quiet_hours: ""
"""


def test_what_was_there_stays_and_what_it_was_is_kept_beside_it(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text(HIS, encoding="utf-8")
    copy = write_settings(tmp_path, {"city": "西安", "language_model.calls_per_day": 7})
    assert copy
    assert copy.read_text(encoding="utf-8") == HIS
    assert stat.S_IMODE((tmp_path / "settings.yaml").stat().st_mode) == 0o600
    assert yaml.safe_load((tmp_path / "settings.yaml").read_text(encoding="utf-8")) == {
        # To YAML 1.1 an hour without quotes is a number of minutes.
        "retention": {"at": "13:30", "clips_days": 0},
        "language_model": {"models": [{"provider": "zhipu"}], "calls_per_day": 7},
        "quiet_hours": "",
        "city": "西安",
    }


def test_a_part_that_was_switched_off_can_be_filled_again(tmp_path: Path) -> None:
    write_settings(tmp_path, {"channels.wecom": None})
    write_settings(tmp_path, {"channels.wecom.bot_id": "aib1"})
    assert yaml.safe_load((tmp_path / "settings.yaml").read_text()) == {"channels": {"wecom": {"bot_id": "aib1"}}}


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"jobs.at_once": 0}, "at_once"), ({"cty": "西安"}, "city"), ({"web.port": 99999}, "port")],
)
def test_what_would_keep_her_from_starting_is_refused_and_nothing_changes(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    (tmp_path / "settings.yaml").write_text(HIS, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        write_settings(tmp_path, changes)  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["settings.yaml"]
    assert (tmp_path / "settings.yaml").read_text(encoding="utf-8") == HIS


def test_a_file_that_is_wrong_already_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("city: [西安", encoding="utf-8")
    with pytest.raises(ConfigError, match="第 1 行"):
        write_settings(tmp_path, {"city": "西安"})
    assert (tmp_path / "settings.yaml").read_text(encoding="utf-8") == "city: [西安"


def test_not_more_copies_are_kept_than_anybody_needs(tmp_path: Path) -> None:
    for number in range(COPIES_KEPT + 5):
        write_settings(tmp_path, {"city": str(number)})
    assert len(list((tmp_path / "history" / "settings").iterdir())) == COPIES_KEPT


def test_a_key_replaces_its_own_line_and_no_other(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('# 钥匙\nAMAP_KEY=old\nexport ZHIPU_API_KEY=a\nPEM="a\nb"\n', encoding="utf-8")
    write_key(tmp_path, "ZHIPU_API_KEY", " new.key-1 ")
    write_key(tmp_path, "DEEPSEEK_API_KEY", "sk with space")
    write_key(tmp_path, "AMAP_KEY", "")
    assert (tmp_path / ".env").read_text(encoding="utf-8").startswith("# 钥匙\n")
    assert dotenv_values(tmp_path / ".env") == {
        "ZHIPU_API_KEY": "new.key-1",
        "PEM": "a\nb",
        "DEEPSEEK_API_KEY": "sk with space",
    }
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


@pytest.mark.parametrize("key", ["a\nXIAOAI_WEB__HOST=0.0.0.0", "a'b", "a\\b", "x" * 501, "a\x00b"])
def test_what_is_no_key_is_refused_without_being_repeated(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigError) as refused:
        write_key(tmp_path, "ZHIPU_API_KEY", key)
    assert key not in str(refused.value)
    assert not (tmp_path / ".env").exists()


@pytest.mark.parametrize("variable", ["", "lower", "A=B", "A\nB"])
def test_only_the_name_of_a_variable_is_one(tmp_path: Path, variable: str) -> None:
    with pytest.raises(ConfigError):
        write_key(tmp_path, variable, "x")
