"""Tests of `bot/`: the whole 小爱 in this process, spoken to through a room."""
