"""Where 小爱 lives and how she is set up.

Order: environment, `.env` in the data folder, `.env` in the home, `settings.yaml` in the data folder, `config.yaml` in the home.
Secrets come from the environment or `.env` only; a YAML file that holds one is refused.
"""

import os
import re
from datetime import time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.channel_settings import ChannelSettings
from bot.errors import ConfigError, NotWritable
from bot.model_settings import LanguageModelSettings
from bot.service_settings import MapSettings, WeatherSettings
from generators.local.settings import LocalSettings
from intents.engine.dates.recurrence import weekdays
from prompts.complaints import complaint
from prompts.files import FileError, FileProblem, read

SECRETS = ("database_url",)
_KEY_LIKE = re.compile(r"(?:\w+[_-])?(?:key|token|secret|password)|authorization|bearer", re.IGNORECASE)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GeneratorSettings(_Part):
    """Which generators are asked, in this order."""

    video: tuple[str, ...] = ("storyboard",)
    image: tuple[str, ...] = ("storyboard",)
    settings: dict[str, dict[str, JsonValue]] = {}
    """What is set of each, by its name; the generator itself knows what may stand there."""

    @field_validator("settings")
    @classmethod
    def _no_keys(cls, value: dict[str, dict[str, JsonValue]]) -> dict[str, dict[str, JsonValue]]:
        if any(_KEY_LIKE.fullmatch(name) for options in value.values() for name in options):
            raise ValueError("钥匙不写在 generators.settings 里：写进 .env 或环境变量，比如 ZHIPU_API_KEY=…")
        return value


class JobSettings(_Part):
    """How much is made at once."""

    at_once: int = Field(default=2, ge=1, le=32)
    per_member: int = Field(default=1, ge=1, le=32)
    timeout_seconds: float = Field(default=3600, gt=0)


class OutboxSettings(_Part):
    """How replies are sent."""

    stale_after_seconds: float = Field(default=600, gt=0)
    first_retry_seconds: float = Field(default=2, gt=0)
    longest_retry_seconds: float = Field(default=300, gt=0)


class RetentionSettings(_Part):
    """How long things are kept, in days; 0 keeps them forever."""

    messages_days: int = Field(default=30, ge=0)
    photos_days: int = Field(default=7, ge=0)
    clips_days: int = Field(default=180, ge=0)
    workflows_days: int = Field(default=30, ge=0)
    at: str = Field(default="03:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")


class QuotaSettings(_Part):
    """What may be made a day; 0 is as much as anybody likes."""

    videos_per_day: int = Field(default=5, ge=0)
    """For one member."""
    images_per_day: int = Field(default=20, ge=0)
    """For one member."""
    group_videos_per_day: int = Field(default=20, ge=0)
    """For one group, whoever of it asks."""
    yuan_per_day: float = Field(default=10.0, ge=0)
    """For the whole family, over all paid generators."""
    exempt: tuple[str, ...] = ()
    """Names of members nothing is counted for; the yuan hold for them too."""


class PrivacySettings(_Part):
    """What leaves the house."""

    photos: Literal["never", "ask", "allow"] = "ask"


class TurnSettings(_Part):
    """Limits of one message."""

    longest_text: int = Field(default=4000, ge=100)
    timeout_seconds: float = Field(default=120, gt=0)
    follow_up_seconds: float = Field(default=180, ge=0)


class RecognitionSettings(_Part):
    """How messages are understood offline."""

    classifier: bool = True


class ScheduleSettings(_Part):
    """Something a member or a group is told by the clock because the admin wants it."""

    name: str = Field(min_length=1, max_length=50)
    """Tells one from the other; the same name later is the same schedule, changed."""
    at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    days: str = "每天"
    say: str = Field(min_length=1, max_length=200)
    """What the member would say to 小爱."""
    to: str = Field(min_length=1)
    """Name of a member, who is told in his direct chat, or title of a group."""

    @field_validator("days")
    @classmethod
    def _known_days(cls, value: str) -> str:
        if not _weekdays(value):
            raise ValueError(f"看不懂哪几天是“{value}”，写每天、工作日、周末、周一到周五或者每周一三五")
        return value

    @property
    def weekdays(self) -> tuple[int, ...]:
        """0 is Monday."""
        return _weekdays(self.days)


def _weekdays(written: str) -> tuple[int, ...]:
    """周五 is 每周五."""
    return weekdays(written) or weekdays(f"每{written}")


class WebSettings(_Part):
    """Where the page is."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    allowed_hosts: tuple[str, ...] = ()
    root_path: str = Field(default="", pattern=r"^(/[A-Za-z0-9._~-]+)*$")
    """Below which path of a reverse proxy the page is: /xiaoai."""


class _Layered(BaseModel):
    city: str = ""
    timezone: str = "Asia/Shanghai"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    generators: GeneratorSettings = GeneratorSettings()
    local: LocalSettings = LocalSettings()
    jobs: JobSettings = JobSettings()
    outbox: OutboxSettings = OutboxSettings()
    retention: RetentionSettings = RetentionSettings()
    quotas: QuotaSettings = QuotaSettings()
    privacy: PrivacySettings = PrivacySettings()
    turns: TurnSettings = TurnSettings()
    recognition: RecognitionSettings = RecognitionSettings()
    schedules: tuple[ScheduleSettings, ...] = ()
    quiet_hours: str = Field(default="22:00-07:00", pattern=r"^$|^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
    web: WebSettings = WebSettings()
    channels: ChannelSettings = ChannelSettings()
    public_url: str = ""
    """How the page is reached from outside; empty, and no link is ever given."""
    language_model: LanguageModelSettings = LanguageModelSettings()
    maps: MapSettings = MapSettings()
    weather: WeatherSettings = WeatherSettings()
    database_url: SecretStr | None = None

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"没有“{value}”这个时区，中国写 Asia/Shanghai")
        return value

    @field_validator("public_url")
    @classmethod
    def _reached_safely(cls, value: str) -> str:
        parts = urlsplit(value)
        is_address = (
            parts.scheme == "https" and parts.hostname and not (parts.username or parts.query or parts.fragment)
        )
        if value and not is_address:
            raise ValueError("要写从外面打开小爱网页的地址，像 https://home.example.com/xiaoai，只能是 https")
        return value.rstrip("/")

    @field_validator("schedules")
    @classmethod
    def _each_name_once(cls, value: tuple[ScheduleSettings, ...]) -> tuple[ScheduleSettings, ...]:
        names = [schedule.name for schedule in value]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"有两个都叫“{twice}”，每个要有自己的 name")
        return value

    @field_validator("database_url")
    @classmethod
    def _postgres_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("数据库地址要以 postgresql:// 开头；不设就用数据文件夹里的 SQLite")
        return value if value and value.get_secret_value() else None


class Settings(_Layered, BaseSettings):
    """Everything that can be set. Fields are explained in `config.yaml`."""

    model_config = SettingsConfigDict(env_prefix="XIAOAI_", env_nested_delimiter="__", extra="ignore", frozen=True)

    home: Path
    data: Path

    @property
    def zone(self) -> ZoneInfo:
        """The family's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def quiet(self) -> tuple[time, time] | None:
        """From when until when nothing missed is made up for; None for never quiet."""
        if not self.quiet_hours:
            return None
        begin, end = (time.fromisoformat(at) for at in self.quiet_hours.split("-"))
        return begin, end


class SettingsLayer(_Layered):
    """One YAML layer by itself: any part of the settings, nothing else, no secrets."""

    model_config = ConfigDict(extra="forbid")

    @field_validator(*SECRETS, mode="before")
    @classmethod
    def _no_secrets(cls, value: object) -> object:
        raise ValueError("密码和钥匙不写在 YAML 里，写进 .env 或环境变量")


def find_home(given: Path | None = None) -> Path:
    """`--home`, else `XIAOAI_HOME`, else the checkout this package was installed from."""
    home = given or Path(os.environ.get("XIAOAI_HOME") or Path(__file__).resolve().parent.parent)
    if not (home / "intents").is_dir() or not (home / "prompts").is_dir():
        raise ConfigError(
            f"{home} 里没有 intents 和 prompts 文件夹，不像小爱的程序文件夹。检查 --home 或 XIAOAI_HOME。"
        )
    return home.resolve()


def load_settings(home: Path | None = None) -> Settings:
    """Read all layers. Raises `ConfigError` naming file, line and cure."""
    home = find_home(home)
    data = Path(os.environ.get("XIAOAI_DATA") or home / "data").expanduser().absolute()
    layers = [path for path in (data / "settings.yaml", home / "config.yaml") if path.is_file()]
    try:
        contents = [read(path, SettingsLayer).model_dump(exclude_unset=True) for path in layers]
    except FileError as error:
        raise ConfigError("\n".join(str(problem) for problem in error.problems)) from None

    # pydantic-settings lets the later file win, so the data folder's .env comes last.
    dotenv = tuple(path for path in (home / ".env", data / ".env") if path.is_file())

    class Layered(Settings):
        model_config = SettingsConfigDict(env_file=dotenv, env_file_encoding="utf-8-sig")

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            # Not pydantic-settings' own YAML source: to YAML 1.1 the hour 13:30 is the number 810.
            yaml = (InitSettingsSource(settings_cls, content) for content in contents)
            return (init_settings, env_settings, dotenv_settings, *yaml)

    try:
        return Layered(home=home, data=data)
    except ValidationError as error:
        # Names and reasons, never the text pydantic makes of it: a wrong value may be a secret.
        reasons = (f"{_variable(problem['loc'])}：{complaint(problem, Settings)}" for problem in error.errors())
        raise ConfigError("环境变量或 .env 里的设置不对。" + "；".join(reasons)) from None
    except SettingsError as error:
        name = str(error).split('"')[1:2]
        raise ConfigError(
            f"环境变量或 .env 里的 {_variable(tuple(name))} 不对：有好几项的设置要写成 JSON，比如 "
            'XIAOAI_GENERATORS__VIDEO=["storyboard"]，或者一项一项设，比如 XIAOAI_JOBS__AT_ONCE=1。'
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{'、'.join(map(str, dotenv))} 的文字不是 UTF-8 编码，请用 UTF-8 另存一遍。") from None


def settings_problems(data: Path) -> tuple[FileProblem, ...]:
    """What is wrong with the admin's settings as they are written now; 小爱 herself reads them only when she starts."""
    path = data / "settings.yaml"
    try:
        if path.is_file():
            read(path, SettingsLayer)
    except FileError as error:
        return error.problems
    return ()


def prepare_data_folder(data: Path) -> None:
    """Make the data folder, private to this user. Raises `NotWritable`."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = data / ".write-probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise NotWritable(data, error.strerror or type(error).__name__) from None


def _variable(location: tuple[int | str, ...]) -> str:
    return "XIAOAI_" + "__".join(str(part).upper() for part in location)
