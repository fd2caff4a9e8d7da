"""A server of one's own that speaks OpenAI's shape, in the dialect of ours."""

from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout
from generators.openai_videos import OpenAIVideos
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="openai_videos",
    made_by=OpenAIVideos,
    path="/v1",
    options={"model": "ltx-video", "extra": {"guidance_scale": 3.5}},
    cancels="running",
    wrong_key=(401, "invalid_api_key"),
    fetches_with_key=True,
    content_failure="moderation_blocked",
    sent={
        "prompt": KITTEN.prompt,
        "model": "ltx-video",
        "size": "768x432",
        "seconds": "5",
        "fps": "24",
        "num_frames": "120",
        "seed": "0",
        "guidance_scale": "3.5",
    },
    codes=(
        (401, "invalid_api_key", BadRequest), (401, "authentication_error", BadRequest),
        (401, "AuthenticationError", BadRequest), (403, "insufficient_user_quota", NeedsTopUp),
        (429, "insufficient_quota", NeedsTopUp), (400, "billing_hard_limit_reached", NeedsTopUp),
        (400, "content_policy_violation", ContentRefused), (400, "moderation_blocked", ContentRefused),
        (400, "content_refused", ContentRefused), (429, "rate_limit_exceeded", Busy), (429, "rate_limit_error", Busy),
        (400, "model_not_found", BadRequest), (400, "invalid_model", BadRequest), (500, "server_error", Timeout),
        (500, "InternalServerError", Timeout), (400, "odd", BadRequest), (422, "odd", BadRequest), (429, "odd", Busy),
        (402, "odd", NeedsTopUp), (500, "odd", Timeout), (503, "odd", Timeout),
    ),
)  # fmt: skip
