"""The pictures in a message to a model that sees, held to what the vendors and the family demand of them."""

import base64
import io

from PIL import Image

from tests.doubles.exchange import Refusal

PREFIX = "data:image/jpeg;base64,"
MOST_BYTES = 1_000_000
LONGEST_SIDE = 1024


def shown_in(content: object) -> int:
    """How many pictures are shown. Refuses one that is no JPEG, too large, or that still says where it was taken."""
    parts = content if isinstance(content, list) else []
    urls = [part["image_url"]["url"] for part in parts if part.get("type") == "image_url"]
    for url in urls:
        if not url.startswith(PREFIX):
            raise Refusal("a picture comes as a data URI of a JPEG")
        picture = base64.b64decode(url.removeprefix(PREFIX), validate=True)
        if len(picture) > MOST_BYTES:
            raise Refusal(f"a picture of {len(picture)} bytes")
        with Image.open(io.BytesIO(picture)) as opened:
            if opened.format != "JPEG" or max(opened.size) > LONGEST_SIDE:
                raise Refusal(f"a {opened.format} of {opened.size}")
            if opened.getexif():
                raise Refusal("the picture still has its EXIF")
    return len(urls)
