"""Video servers that speak OpenAI's shape: our own, SGLang-Diffusion, vLLM-Omni, and gateways such as new-api.

How they are spoken to: `generators/remote/openai_clips.py`. Not tried against the engines and gateways themselves.
"""

from generators.remote.openai_api import server_behind
from generators.remote.openai_clips import ClipServer, VideoOptions


class OpenAIVideos(ClipServer):
    """Clips from words or a picture, made by a server of one's own."""

    name = "openai_videos"
    vendor = server_behind("OPENAI_VIDEOS_API_KEY")
    key_variable = vendor.key_variable
    options_type = VideoOptions
