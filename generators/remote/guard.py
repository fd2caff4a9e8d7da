"""Which addresses may be fetched from, when a far side names one.

A provider answers with the address of a clip, and whoever can change that answer could make 小爱 read the router's settings
page or a cloud's keys at 169.254.169.254 and post them into the chat. So everything but the origins in our own settings
must be https and public. There is no switch to turn this off.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote

from generators.base import BadRequest

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?P<target>(?:[/?].*)?)",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"(?P<scheme>https?)://(?P<place>[^?#]*)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_PORTS = {"http": 80, "https": 443}
_LONGEST_SHOWN = 200

_PUBLIC_6 = IPv6Network("2000::/3")
_HOLDS_IPV4 = [
    IPv6Network(network)
    for network in ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::ffff:0:0:0/96")
]
"""Mapped, NAT64, 6to4, Teredo and translated: a router on the way turns each into the IPv4 address inside."""


class AddressRefused(BadRequest):
    """A result lies where 小爱 does not fetch from; the text names the origin that `fetch_from:` of the generator would allow."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{without_query(url)} is not fetched: {why}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of an address; two are equal only when all three are."""

    scheme: str
    host: str
    """Lower case, without the brackets of IPv6."""
    port: int

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """What goes into the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Place:
    """One address as it will be asked for: read once, here, so that nobody can read it differently later."""

    origin: Origin
    target: str
    """Path and query, ASCII."""

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def read(url: str) -> Place:
    """Take a URL apart.

    Raises `AddressRefused` for other schemes, names and passwords in it, hosts that are not plain ASCII, and numbers that
    only some programs take for an IPv4 address (2130706433, 0177.0.0.1, 127.1).
    """
    url = url.partition("#")[0]
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise AddressRefused(url, "it holds spaces, backslashes or control characters")
    match = _URL.fullmatch(url)
    if match is None:
        raise AddressRefused(url, "it is no plain http or https address")
    scheme, host = match["scheme"].lower(), match["host"].lower()
    port = int(match["port"] or _PORTS[scheme])
    if not 0 < port < 65536:
        raise AddressRefused(url, "there is no such port")
    last_label = host.rstrip(".").rpartition(".")[2]
    if host.startswith("[") or _NUMBER.fullmatch(last_label):
        try:
            host = str(ip_address(host.strip("[]")))
        except ValueError:
            raise AddressRefused(url, "its host is a number in an odd notation") from None
    target = quote(match["target"], safe=_PRINTABLE)
    return Place(Origin(scheme, host, port), target if target.startswith("/") else f"/{target}")


def origins(urls: Collection[str]) -> frozenset[Origin]:
    """The origins of addresses in our own settings; their paths do not matter. Raises `AddressRefused`."""
    return frozenset(read(url).origin for url in urls)


def may_be_private(place: Place, allowed: frozenset[Origin]) -> bool:
    """True for an origin of our own settings, False where only public addresses will do. Raises `AddressRefused`."""
    if place.origin in allowed:
        return True
    if place.origin.scheme != "https":
        raise AddressRefused(str(place), f"it is not https, and {place.origin} is not in fetch_from")
    return False


def why_refused(address: str, *, private: bool) -> str:
    """Why no connection to this IP address is made; empty when it may be made.

    With `private`, this machine, the home network and a VPN's are fine too. Link-local, multicast and unspecified never are.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "it is no address"
    if isinstance(ip, IPv6Address) and (ip.scope_id or any(ip in network for network in _HOLDS_IPV4)):
        return "it holds another address"
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return "nothing is fetched from such addresses"
    return "" if private or _is_public(ip) else "it is not public"


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address) and ip not in _PUBLIC_6:
        return False
    return ip.is_global and not ip.is_reserved


def without_query(url: str) -> str:
    """The address as a record may show it: without the query, where signatures stand, and without a password."""
    match = _SHOWN.match(url)
    if match is None:
        return "an address that cannot be read"
    shown = f"{match['scheme'].lower()}://{match['place'].rpartition('@')[2]}"
    return "".join(character if character.isprintable() else "?" for character in shown[:_LONGEST_SHOWN])
