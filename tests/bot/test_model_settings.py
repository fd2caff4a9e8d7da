"""Which language models are configured, where their keys come from, and what is refused."""

from pathlib import Path

import pytest

from bot.config import load_settings
from bot.errors import ConfigError
from bot.keys import find_key
from bot.models import build_language_model, model_entries
from intents.services.models.providers import PROVIDERS
from tests.doubles.processes import ROOT

KEY = "sk-hunter2hunter2hunter2"


class House:
    """Writes `settings.yaml` and `.env`, and reads what comes of them."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data = data
        data.mkdir()
        monkeypatch.setenv("XIAOAI_HOME", str(ROOT))
        monkeypatch.setenv("XIAOAI_DATA", str(data))
        for provider in PROVIDERS.values():
            if provider.key_variable:
                monkeypatch.delenv(provider.key_variable, raising=False)

    def writes(self, *models: str) -> None:
        lines = "".join(f"    - {model}\n" for model in models)
        (self.data / "settings.yaml").write_text(f"language_model:\n  models:\n{lines}", encoding="utf-8")

    def refused(self, *models: str) -> str:
        self.writes(*models)
        with pytest.raises(ConfigError) as told:
            load_settings()
        return str(told.value)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path / "data", monkeypatch)


def test_as_shipped_no_model_is_asked(house: House) -> None:
    assert load_settings().language_model.models == ()
    assert build_language_model(load_settings()) is None


def test_one_word_and_a_key_are_enough(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.writes("zhipu")
    monkeypatch.setenv("ZHIPU_API_KEY", KEY)
    (one,) = model_entries(load_settings())
    assert (one.name, one.model) == ("zhipu", "glm-4.7-flash")
    assert one.base_url == "https://open.bigmodel.cn/api/paas/v4"
    assert one.extra_body == {"thinking": {"type": "disabled"}}
    assert one.highest_temperature == 1.0
    assert one.key is not None
    assert one.key.get_secret_value() == KEY
    assert KEY not in repr(one) + repr(load_settings())


def test_an_address_of_ones_own(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.writes(
        "{name: 书房, base_url: 'http://192.168.1.20:8000/v1/', model: mine, key_variable: STUDY_KEY, extra_body: {top_p: 0.9}}",
        "{provider: ollama, model: 'qwen3:8b'}",
        "{provider: deepseek, model: deepseek-v4-pro, key_variable: OTHER_KEY, extra_body: {}}",
    )
    monkeypatch.setenv("STUDY_KEY", KEY)
    study, ollama, deepseek = model_entries(load_settings())
    assert (study.base_url, study.model, dict(study.extra_body)) == (
        "http://192.168.1.20:8000/v1",
        "mine",
        {"top_p": 0.9},
    )
    assert study.key is not None
    assert (ollama.name, ollama.key_variable, ollama.lacks_key) == ("ollama", "", False)
    assert (deepseek.model, dict(deepseek.extra_body), deepseek.lacks_key) == ("deepseek-v4-pro", {}, True)


def test_the_order_is_the_order(house: House) -> None:
    house.writes("deepseek", "zhipu")
    models = build_language_model(load_settings())
    assert models is not None
    assert models.names == ("deepseek", "zhipu")


def test_models_may_be_set_by_a_variable(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOAI_LANGUAGE_MODEL__MODELS", '["zhipu", {"provider": "qwen"}]')
    assert [entry.name for entry in model_entries(load_settings())] == ["zhipu", "qwen"]


def test_a_key_is_found_in_the_nearest_layer(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()

    def found() -> str:
        key = find_key(home, house.data, "STUDY_KEY")
        return key.get_secret_value() if key else ""

    assert found() == ""
    (home / ".env").write_text("STUDY_KEY=of-the-home\n", encoding="utf-8")
    assert found() == "of-the-home"
    (house.data / ".env").write_bytes("\ufeffSTUDY_KEY='of-the-data'\r\n".encode())
    assert found() == "of-the-data"
    monkeypatch.setenv("STUDY_KEY", " of-the-environment ")
    assert found() == "of-the-environment"
    monkeypatch.setenv("STUDY_KEY", "")
    assert found() == "of-the-data", "set to nothing is not set"


def test_an_env_file_in_another_encoding_is_told(house: House) -> None:
    (house.data / ".env").write_bytes("STUDY_KEY=钥匙\n".encode("gbk"))
    with pytest.raises(ConfigError, match="UTF-8"):
        find_key(ROOT, house.data, "STUDY_KEY")


@pytest.mark.parametrize(
    "entry",
    [
        f"{{provider: zhipu, api_key: {KEY}}}",
        f"{{provider: zhipu, key: {KEY}}}",
        f"{{provider: zhipu, token: {KEY}}}",
        f"{{provider: zhipu, extra_body: {{api_key: {KEY}}}}}",
        f"{{provider: zhipu, key_variable: {KEY}}}",
        f"{{name: a, model: b, base_url: 'https://u:{KEY}@example.com/v1'}}",
        f"{{name: a, model: b, base_url: 'https://example.com/v1?key={KEY}'}}",
    ],
)
def test_a_key_in_yaml_is_refused_and_not_repeated(house: House, entry: str) -> None:
    told = house.refused(entry)
    assert told.startswith(f"{house.data / 'settings.yaml'}:3: ")
    assert "钥匙" in told
    assert KEY not in told


@pytest.mark.parametrize(
    ("entry", "cure"),
    [
        ("zhipuu", "是不是 “zhipu”"),
        ("chatgpt", "别家的不写 provider"),
        ("{provider: ollama}", "还要写 model"),
        ("{model: mine}", "要写 provider"),
        ("{base_url: 'http://127.0.0.1:1/v1'}", "还要写 model"),
        ("{provider: zhipu, modell: x}", "是不是 “model”"),
        ("{base_url: 'http://example.com/v1', model: x}", "外面的地址要用 https"),
        ("{base_url: 'http://8.8.8.8/v1', model: x}", "外面的地址要用 https"),
        ("{base_url: 'http://0.0.0.0:1/v1', model: x}", "外面的地址要用 https"),
        ("{base_url: 'ftp://127.0.0.1/v1', model: x}", "要以 https:// 或 http:// 开头"),
        ("{base_url: '127.0.0.1:11434/v1', model: x}", "要以 https:// 或 http:// 开头"),
        ("{base_url: 'http://[::1/v1', model: x}", "要以 https:// 或 http:// 开头"),
        ("{base_url: 'http://127.0.0.1:port/v1', model: x}", "要以 https:// 或 http:// 开头"),
    ],
)
def test_a_slip_is_told_with_its_line_and_the_cure(house: House, entry: str, cure: str) -> None:
    told = house.refused(entry)
    assert told.startswith(f"{house.data / 'settings.yaml'}:3: ")
    assert cure in told


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:11434/v1",
        "http://localhost:8000/v1",
        "http://[::1]:8000/v1",
        "http://10.0.0.5/v1",
        "http://nas.local:8000/v1",
        "http://ollama:11434/v1",
        "http://host.docker.internal:11434/v1",
        "https://example.com/v1",
        "https://example.com/v1/chat/completions",
    ],
)
def test_addresses_in_the_house_need_no_https(house: House, url: str) -> None:
    house.writes(f"{{base_url: '{url}', model: x}}")
    (one,) = model_entries(load_settings())
    assert one.base_url == url.removesuffix("/chat/completions")


def test_two_models_of_one_name_are_told_apart(house: House) -> None:
    assert "有两个都叫 “zhipu” 的模型" in house.refused("zhipu", "{provider: zhipu, model: glm-5.3-flash}")
    house.writes("zhipu", "{provider: zhipu, name: 大的, model: glm-5.3-flash}")
    assert [entry.name for entry in model_entries(load_settings())] == ["zhipu", "大的"]


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_every_known_provider_can_be_configured(house: House, name: str) -> None:
    provider = PROVIDERS[name]
    house.writes(f"{{provider: {name}, model: some}}")
    (one,) = model_entries(load_settings())
    assert one.base_url == provider.base_url
    assert one.key_variable == provider.key_variable
    assert (ROOT / ".env.example").read_text(encoding="utf-8").count(
        f"# {provider.key_variable}="
    ) >= 1 or not provider.key_variable
