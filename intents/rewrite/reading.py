"""Small questions every reader of tokens asks."""

from collections.abc import Sequence

from intents.tokens import PAUSE, Token


def at(tokens: Sequence[Token], index: int) -> Token:
    """The token there, or a pause beyond either end."""
    return tokens[index] if 0 <= index < len(tokens) else PAUSE


def begins_noun(token: Token) -> bool:
    """Whether a noun may begin with it."""
    return token.is_noun or token.kind in ("number", "measure", "quality", "nth")
