"""What the admin may set under `channels:`; a part that stands there switches its channel on. Keys come from `.env`."""

from pydantic import BaseModel, ConfigDict


class ChannelPart(BaseModel):
    """One channel's settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChannelSettings(ChannelPart):
    """The ways into WeChat that are in use."""
