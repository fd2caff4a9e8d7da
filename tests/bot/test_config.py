"""Where settings come from, and what the admin is told when one is wrong."""

from pathlib import Path

import pytest

from bot.config import Settings, load_settings
from bot.errors import ConfigError

SECRET = "hunter2"


class House:
    """A program folder and a data folder of the test's own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.data = folder / "home", folder / "data"
        for part in (self.home / "intents", self.home / "prompts", self.data):
            part.mkdir(parents=True)
        self._monkeypatch = monkeypatch
        self.environment(XIAOAI_HOME=str(self.home), XIAOAI_DATA=str(self.data))

    def environment(self, **variables: str) -> None:
        for name, value in variables.items():
            self._monkeypatch.setenv(name, value)

    def refused(self) -> str:
        """What is said about the settings."""
        with pytest.raises(ConfigError) as told:
            load_settings()
        return str(told.value)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path, monkeypatch)


def test_nothing_needs_to_be_set(house: House) -> None:
    settings = load_settings()
    assert (settings.home, settings.data, settings.generators.video) == (house.home, house.data, ("storyboard",))
    assert str(settings.zone) == "Asia/Shanghai"


def test_each_layer_wins_over_the_next(house: House) -> None:
    layers = [
        (house.home / "config.yaml", "city: {}"),
        (house.data / "settings.yaml", "city: {}"),
        (house.home / ".env", "XIAOAI_CITY={}"),
        (house.data / ".env", "XIAOAI_CITY={}"),
    ]
    for number, (path, line) in enumerate(layers):
        path.write_text(line.format(f"城{number}") + "\n", encoding="utf-8")
        assert load_settings().city == f"城{number}"
    house.environment(XIAOAI_CITY="西安")
    assert load_settings().city == "西安"


def test_parts_are_mixed_from_all_layers(house: House) -> None:
    (house.home / "config.yaml").write_text("jobs: {at_once: 3, per_member: 2, timeout_seconds: 60}\n")
    (house.data / "settings.yaml").write_text("jobs: {per_member: 3}\n")
    house.environment(XIAOAI_JOBS__TIMEOUT_SECONDS="90", XIAOAI_GENERATORS__VIDEO='["a", "b"]')
    settings = load_settings()
    assert (settings.jobs.at_once, settings.jobs.per_member, settings.jobs.timeout_seconds) == (3, 3, 90)
    assert settings.generators.video == ("a", "b")


@pytest.mark.parametrize("hour", ["03:30", "13:30", '"13:30"'])
def test_an_hour_needs_no_quotes(house: House, hour: str) -> None:
    (house.data / "settings.yaml").write_text(f"retention:\n  at: {hour}\n")
    assert load_settings().retention.at == hour.strip('"')


def test_an_unknown_key_is_answered_with_its_line_and_the_nearest(house: House) -> None:
    (house.data / "settings.yaml").write_text("city: 西安\njobs:\n  at_one: 3\n", encoding="utf-8")
    assert house.refused() == f"{house.data / 'settings.yaml'}:3: 不认识 “at_one”，是不是 “at_once”？"


def test_a_broken_line_is_named(house: House) -> None:
    (house.home / "config.yaml").write_text("city: 西安\njobs:\n  at_once: [1\ncity2: x\n", encoding="utf-8")
    assert house.refused().startswith(f"{house.home / 'config.yaml'}:3: 方括号或花括号没有成对")


def test_everything_wrong_in_a_file_is_told_at_once(house: House) -> None:
    (house.data / "settings.yaml").write_text("timezone: 北京\njobs: {at_once: 0}\n", encoding="utf-8")
    first, second = house.refused().splitlines()
    assert "没有“北京”这个时区" in first
    assert ":2: “at_once” 超出了范围，要不小于 1。" in second


def test_a_secret_in_a_yaml_file_is_refused_and_not_repeated(house: House) -> None:
    (house.data / "settings.yaml").write_text(f"database_url: postgresql://u:{SECRET}@h/d\n")
    told = house.refused()
    assert "settings.yaml:1:" in told
    assert "写进 .env 或环境变量" in told
    assert SECRET not in told


def test_a_wrong_database_url_is_not_repeated(house: House) -> None:
    house.environment(XIAOAI_DATABASE_URL=f"mysql://u:{SECRET}@h/d")
    told = house.refused()
    assert "XIAOAI_DATABASE_URL：数据库地址要以 postgresql:// 开头" in told
    assert SECRET not in told


def test_a_right_database_url_is_not_shown_either(house: House) -> None:
    house.environment(XIAOAI_DATABASE_URL=f"postgresql://u:{SECRET}@h/d")
    assert SECRET not in repr(load_settings())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("XIAOAI_TIMEZONE", "Beijing", "XIAOAI_TIMEZONE：没有“Beijing”这个时区"),
        ("XIAOAI_JOBS__AT_ONCE", "many", "XIAOAI_JOBS__AT_ONCE：“at_once” 要写成整数"),
        ("XIAOAI_JOBS__AT_ONE", "2", "XIAOAI_JOBS__AT_ONE：不认识 “at_one”，是不是 “at_once”？"),
        ("XIAOAI_JOBS", "many", "XIAOAI_JOBS 不对"),
        ("XIAOAI_GENERATORS__VIDEO", "storyboard", "XIAOAI_GENERATORS 不对"),
    ],
)
def test_a_wrong_variable_is_named(house: House, name: str, value: str, said: str) -> None:
    house.environment(**{name: value})
    assert said in house.refused()


def test_an_env_file_in_another_encoding_is_told(house: House) -> None:
    (house.data / ".env").write_bytes("XIAOAI_CITY=西安\n".encode("gbk"))
    assert "UTF-8" in house.refused()


def test_an_env_file_from_windows_is_read(house: House) -> None:
    (house.data / ".env").write_bytes("\ufeffXIAOAI_CITY=西安\r\n".encode())
    assert load_settings().city == "西安"


def test_a_folder_that_is_not_the_program_is_told(house: House) -> None:
    house.environment(XIAOAI_HOME=str(house.data))
    assert "不像小爱的程序文件夹" in house.refused()


def test_settings_do_not_change_by_accident(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings(home=tmp_path, data=tmp_path).city = "西安"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('schedules: [{name: 早, at: "25:00", say: 天气, to: 妈妈}]', "at"),
        ('schedules: [{name: 早, at: "07:00", days: 偶尔, say: 天气, to: 妈妈}]', "看不懂哪几天是“偶尔”"),
        ('schedules: [{name: 早, at: "07:00", say: 天气}]', "to"),
        (
            'schedules: [{name: 早, at: "07:00", say: 天气, to: 甲}, {name: 早, at: "08:00", say: 天气, to: 乙}]',
            "两个都叫“早”",
        ),
    ],
)
def test_a_wrong_schedule_is_told_with_its_line(house: House, line: str, says: str) -> None:
    (house.home / "config.yaml").write_text(f"city: 西安\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        load_settings()
    assert "config.yaml" in str(told.value)
    assert "2" in str(told.value)
    assert says in str(told.value)
