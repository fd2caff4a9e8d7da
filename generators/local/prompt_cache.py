"""What prompts became, kept so that the encoder need not be there for the next clip of the same words.

Every pipeline calls its own `encode_prompt`, with its own arguments, and gets its own tuple back. So it is wrapped where it
stands: the same arguments give the same tensors, whatever family it is. Loads torch.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

MOST_BYTES = 256_000_000


class PromptCache:
    """Keeps encoded prompts in the machine's memory, the least recently used leave first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.bytes = 0
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, tuple[Any, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    @contextmanager
    def in_place_of(self, pipe: Any, encode: Callable[[Callable[[], Any]], Any], device: str) -> Iterator[None]:
        """While the block runs, `pipe.encode_prompt` asks here first. `encode` is given the real call, to make room for it."""
        original = pipe.encode_prompt

        def encode_prompt(*args: Any, **kwargs: Any) -> Any:
            key = _key(args, kwargs)
            if key is None:
                return encode(lambda: original(*args, **kwargs))
            if key not in self._kept:
                self._keep(key, _moved(encode(lambda: original(*args, **kwargs)), "cpu"))
            self._kept.move_to_end(key)
            return _moved(self._kept[key][0], device)

        pipe.encode_prompt = encode_prompt
        try:
            yield
        finally:
            del pipe.encode_prompt

    def _keep(self, key: str, encoded: Any) -> None:
        size = sum(tensor.nbytes for tensor in _tensors(encoded))
        self._kept[key] = (encoded, size)
        self.bytes += size
        while self.bytes > self._most_bytes and len(self._kept) > 1:
            self.bytes -= self._kept.popitem(last=False)[1][1]


def _key(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str | None:
    """None where tensors were handed in, which are no prompt."""
    if any(isinstance(value, torch.Tensor) for value in (*args, *kwargs.values())):
        return None
    return repr((args, sorted((name, repr(value)) for name, value in kwargs.items())))


def _moved(encoded: Any, device: str) -> Any:
    if isinstance(encoded, torch.Tensor):
        # A copy even where it is on the processor already: pipelines may write into what they get.
        return encoded.detach().to(device, copy=True)
    if isinstance(encoded, (tuple, list)):
        return type(encoded)(_moved(part, device) for part in encoded)
    return encoded


def _tensors(encoded: Any) -> Iterator[torch.Tensor]:
    if isinstance(encoded, torch.Tensor):
        yield encoded
    elif isinstance(encoded, (tuple, list)):
        for part in encoded:
            yield from _tensors(part)
