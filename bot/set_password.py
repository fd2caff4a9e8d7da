"""`xiaoai password`: a new password for the pages, asked for twice; from a pipe, the first line."""

import getpass
import sys
from pathlib import Path

from bot.config import load_settings, prepare_data_folder
from bot.doors.password import Password
from bot.errors import ConfigError


def set_password(home: Path | None) -> None:
    """Ask for it and keep it. Whoever is let in as the admin has to give it anew. Raises `ConfigError`."""
    settings = load_settings(home)
    prepare_data_folder(settings.data)
    if sys.stdin.isatty():
        given = getpass.getpass("新密码：")
        if getpass.getpass("再写一遍：") != given:
            raise ConfigError("两遍写的不一样，没有改。")
    else:
        given = sys.stdin.readline().rstrip("\n")
    Password(settings.data).set(given)
    print("密码设好了。别处已经进来的管理员要重新输入。")
