"""Tests of `bot/channels/`."""
