"""What services look at in the two pictures of a clip before they make it."""

import base64
import io
from collections.abc import Sequence


def go_together(pictures: Sequence[str]) -> bool:
    """Whether pictures in base64 are about as large as the first (0.8 to 1.25 either way), and none is longer than 4:1."""
    from PIL import Image

    sizes = []
    for picture in pictures:
        with Image.open(io.BytesIO(base64.b64decode(picture.partition("base64,")[2] or picture))) as opened:
            sizes.append(opened.size)
    (width, height), *_ = sizes
    return all(
        0.8 <= each[0] / width <= 1.25 and 0.8 <= each[1] / height <= 1.25 and max(each) < 4 * min(each)
        for each in sizes
    )
