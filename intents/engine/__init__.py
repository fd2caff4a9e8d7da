"""From a message's text to an intent and its slots."""
