"""Multipart forms as the descriptions of tests/contracts have them: one object of the parts, each a text."""

import base64
from email.parser import BytesParser
from email.policy import HTTP

from tests.doubles.exchange import Asked


def parts_of(asked: Asked) -> dict[str, str] | None:
    """The parts by name, a file as `data:image/jpeg;name=a.jpg;base64,…`; None for a body that is no form."""
    content_type = asked.headers.get("content-type", "")
    if not content_type.startswith("multipart/form-data"):
        return None
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + asked.body)
    parts = {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name, file = str(part.get_param("name", header="content-disposition")), part.get_filename()
        letters = base64.b64encode(content).decode()
        parts[name] = f"data:{part.get_content_type()};name={file};base64,{letters}" if file else content.decode()
    return parts
