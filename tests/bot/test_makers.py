"""Generators made from the settings: with their keys, without them, and what the admin is told of a wrong setting."""

from pathlib import Path

import pytest

from bot.config import GeneratorSettings, Settings
from bot.doctor import abilities
from bot.errors import ConfigError
from bot.makers import make_generators
from generators.router import Need, Router
from generators.storyboard import Storyboard
from generators.zhipu import Zhipu

KEY = "a1b2c3.topsecretkey"


def test_without_a_key_somebody_else_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIPU_API_KEY", raising=False)
    settings = Settings(home=tmp_path, data=tmp_path, generators=GeneratorSettings(video=("zhipu", "storyboard")))
    router = Router(make_generators(settings))
    chosen = router.choose(Need("video", 5))
    assert isinstance(chosen, Storyboard)
    assert router.named("zhipu") is not None
    (tmp_path / ".env").write_text(f"ZHIPU_API_KEY={KEY}\n", encoding="utf-8")
    assert isinstance(Router(make_generators(settings)).choose(Need("video", 5)), Zhipu)


def test_doctor_tells_what_is_missing_or_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIPU_API_KEY", raising=False)

    def told(**set_up: object) -> list[tuple[str, str, str]]:
        written = GeneratorSettings.model_validate(set_up)
        found = abilities.generators(Settings(home=tmp_path, data=tmp_path, generators=written))
        return [(finding.state, finding.what, finding.cure) for finding in found]

    state, what, cure = told(video=["zhipu", "storyboard"])[0]
    assert (state, what) == ("warning", "视频：zhipu 还没有钥匙")
    assert "ZHIPU_API_KEY" in cure
    state, what, cure = told(video=["zhipu"], settings={"zhipu": {"modle": "a"}})[0]
    assert (state, what) == ("bad", "视频：generators.settings.zhipu 不对")
    assert "是不是 “model”？" in cure
    monkeypatch.setenv("ZHIPU_API_KEY", KEY)
    assert told(video=["zhipu"])[0][:2] == ("good", "视频：zhipu")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"zhipu": {"modle": "cogvideox-2"}}, ["generators.settings.zhipu", "不认识 “modle”，是不是 “model”？"]),
        ({"zhipu": {"model": "cogvideox-4"}}, ["generators.settings.zhipu", "cogvideox-"]),
        ({"zhipu": {"base_url": "http://example.com/v4"}}, ["外面的地址要用 https://"]),
        ({"zhipu_image": {"model": "cogview-4"}}, ["generators.settings.zhipu_image", "price_fen"]),
        ({"zhipo": {}}, ["没有这个生成器", "zhipu"]),
        ({"storyboard": {"model": "a"}}, ["generators.settings.storyboard", "不认识 “model”"]),
    ],
)
def test_wrong_setting_names_its_place_and_the_cure(
    settings: dict[str, dict[str, object]], told: list[str], tmp_path: Path
) -> None:
    set_up = GeneratorSettings.model_validate({"settings": settings})
    with pytest.raises(ConfigError) as error:
        make_generators(Settings(home=tmp_path, data=tmp_path, generators=set_up))
    for words in told:
        assert words in str(error.value)


def test_key_among_the_settings_is_refused() -> None:
    with pytest.raises(ValueError, match="钥匙不写在 generators") as told:
        GeneratorSettings.model_validate({"settings": {"zhipu": {"api_key": KEY}}})
    assert "写进 .env 或环境变量" in str(told.value)
