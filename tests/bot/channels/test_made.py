"""A channel whose packages are not installed says which, and how to install them."""

import sys
from pathlib import Path

import pytest

from bot.channels.made import make_channels, missing_package
from bot.config import load_settings
from bot.errors import ConfigError


@pytest.mark.parametrize(("channel", "package"), [("ilink", "cryptography"), ("wechaty", "grpclib")])
def test_a_missing_package_is_named_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, channel: str, package: str
) -> None:
    assert missing_package(channel) == ""
    monkeypatch.setitem(sys.modules, package, None)  # as Python sees one that is not there
    assert missing_package(channel) == package
    part = '{endpoint: "127.0.0.1:8788"}' if channel == "wechaty" else "{}"
    (tmp_path / "settings.yaml").write_text(f"channels: {{{channel}: {part}}}\n")
    monkeypatch.setenv("XIAOAI_DATA", str(tmp_path))
    with pytest.raises(ConfigError, match=f"channels.{channel}，还缺一个软件包 {package}.*pip install.*wechat"):
        make_channels(load_settings(None))
