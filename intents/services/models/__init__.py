"""The language models a family may have: one entry of the settings each, asked in their order."""
