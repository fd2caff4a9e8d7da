"""Whom to take for the gateway, when the connection is encrypted.

Out of the box a gateway uses a certificate whose private key is published in the npm package: everybody can pretend to be it. So it is
never trusted by itself; the admin names his own authority, or the one certificate that is meant.
"""

import ssl

from bot.channel_settings import WechatyPart
from bot.errors import ConfigError


def trust(part: WechatyPart) -> ssl.SSLContext | None:
    """None without TLS. Raises `ConfigError` for a file that is no certificate."""
    if not part.tls:
        return None
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2"])
    file = part.certificate_file or part.ca_file
    if file is None:
        return context
    only = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    only.minimum_version = ssl.TLSVersion.TLSv1_2
    only.set_alpn_protocols(["h2"])
    try:
        only.load_verify_locations(file)
    except OSError as error:  # ssl.SSLError is one, too
        raise ConfigError(
            f"channels.wechaty 里写的证书 {file} 读不了：{error.strerror or '不是 PEM 格式的证书'}。"
        ) from None
    if part.certificate_file:
        # The one certificate is the whole trust, whatever name is in it and whoever signed it.
        only.check_hostname = False
        only.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        # Of Python 3.13 on; it wants extensions that a certificate made at home may not have.
        only.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return only
