"""A QR code for the page; that it can be read is seen in test_wechat_page.py."""

import sys

import pytest

from bot.console import qr


def test_a_code_that_cannot_be_drawn_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert qr.drawn("https://liteapp.weixin.qq.com/q/x").startswith("<svg")
    assert "<script" not in qr.drawn('"><script>alert(1)</script>')
    assert qr.drawn("码" * 2000) == ""
    monkeypatch.setitem(sys.modules, "segno", None)
    assert qr.drawn("https://liteapp.weixin.qq.com/q/x") == ""
