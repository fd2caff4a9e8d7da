"""Picture servers that speak OpenAI's shape. How they are spoken to: `generators/remote/openai_pictures.py`.

Not tried against the real services.
"""

from generators.remote.openai_api import server_behind
from generators.remote.openai_pictures import ImageOptions, PictureServer


class OpenAIImages(PictureServer):
    """Pictures from words, made by a server of one's own."""

    name = "openai_images"
    vendor = server_behind("OPENAI_IMAGES_API_KEY")
    key_variable = vendor.key_variable
    options_type = ImageOptions
