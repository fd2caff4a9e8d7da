"""`xiaoai serve`: this machine's card as a server for 小爱 and others in the house. The process becomes the server's own."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.config import Settings, load_settings, prepare_data_folder
from bot.errors import ConfigError
from bot.keys import find_key
from generators.local.memory import NAMES
from generators.local.settings import AUTO, KEY_VARIABLE, LocalSettings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was written on the command line; what is empty is as the settings say."""

    models: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8760
    plan: str = ""
    cards: tuple[int, ...] = ()


def become_server(home: Path | None, wanted: Wanted) -> None:
    """Never returns: signals and the exit status are the server's. Raises `ConfigError`."""
    settings = load_settings(home)
    arguments = _arguments(settings, wanted)
    prepare_data_folder(settings.data)
    key = find_key(settings.home, settings.data, KEY_VARIABLE)
    environment = os.environ | ({KEY_VARIABLE: key.get_secret_value()} if key else {})
    sys.stdout.flush()
    program = [sys.executable, "-m", "generators.local", *arguments]
    # Where this package lies, and not whatever is called generators where the admin happens to be.
    os.chdir(Path(__file__).parents[1])
    os.execve(sys.executable, program, environment)  # noqa: S606 - no shell, and our own interpreter


def _arguments(settings: Settings, wanted: Wanted) -> list[str]:
    chosen = settings.local
    if wanted.models:
        here = tuple(_folder(settings, name) for name in wanted.models)
        chosen = chosen.model_copy(update={"models": tuple(str(folder) for folder in here)})
    if wanted.plan not in ("", AUTO, *NAMES):
        raise ConfigError(f"--plan：没有叫“{wanted.plan}”的方案，能写的有：{'、'.join((AUTO, *NAMES))}")
    if wanted.plan:
        chosen = chosen.model_copy(update={"plan": wanted.plan})
    if wanted.cards:
        try:
            cards = LocalSettings(cards=wanted.cards).cards
        except ValidationError as error:
            raise ConfigError(
                f"--card：{error.errors()[0]['ctx']['error']}。写两次就是两张：--card 0 --card 1"
            ) from None
        chosen = chosen.model_copy(update={"cards": cards})
    folders = chosen.model_folders(settings.data)
    # A folder of its own: the child of `xiaoai run` has another beside it.
    clips = settings.data / "work" / "serve"
    return [*chosen.arguments(folders, clips, port=wanted.port), "--host", wanted.host]


def _folder(settings: Settings, name: str) -> Path:
    """A path as it is seen from where the admin is, or the name of one in the models' folder."""
    inside = settings.local.models_folder(settings.data) / name
    return inside.absolute() if inside.is_dir() else Path(name).expanduser().absolute()
