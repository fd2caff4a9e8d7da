"""The turns that are over: what 小爱 remembers of a conversation."""
