"""Addresses the admin sets: https, or plain http to a machine in the house."""

import ipaddress
from urllib.parse import urlsplit


def checked_address(url: str) -> str:
    """The address without its last slash. Raises `ValueError` in Chinese, which never repeats what was written."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("地址写得不对，要像 https://open.bigmodel.cn/api/paas/v4 这样。") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("地址要以 https:// 或 http:// 开头。")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("地址里不能有用户名、密码和 “?” 后面的内容，钥匙写进 .env。")
    if parts.scheme == "http" and not is_in_the_house(host):
        raise ValueError("http:// 只能用于家里的机器（127.0.0.1、192.168.…），外面的地址要用 https://。")
    return url.rstrip("/")


def is_in_the_house(host: str) -> bool:
    """Whether a host can only be this machine or one beside it: loopback, a private network, a name without a domain."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        plain = host.lower().rstrip(".")
        return "." not in plain or plain.endswith((".localhost", ".local", ".lan", ".internal", ".home.arpa"))
    return address.is_loopback or (address.is_private and not address.is_unspecified)
