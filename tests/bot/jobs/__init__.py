"""Tests of `bot/jobs/`: promises, limits, failures and what they cost."""
