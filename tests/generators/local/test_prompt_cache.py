"""Encoded prompts are kept by bytes, and never mixed up."""

import torch

from generators.local.prompt_cache import PromptCache


class Pipe:
    """Encodes as pipelines do, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_prompt(self, prompt: str, negative_prompt: str | None = None, device: str = "cpu") -> tuple[object, ...]:
        self.asked.append(prompt)
        return torch.full((1000,), float(len(self.asked))), [torch.ones(2)], None


def encode(cache: PromptCache, pipe: Pipe, *args: str, **kwargs: str) -> torch.Tensor:
    with cache.in_place_of(pipe, lambda call: call(), "cpu"):
        found = pipe.encode_prompt(*args, **kwargs)[0]
    assert isinstance(found, torch.Tensor)
    return found


def test_the_same_words_are_encoded_once_and_other_words_or_unwanted_ones_anew() -> None:
    cache, pipe = PromptCache(), Pipe()
    one = encode(cache, pipe, "a fox")
    assert torch.equal(encode(cache, pipe, "a fox"), one)
    assert not torch.equal(encode(cache, pipe, "a fox", negative_prompt="rain"), one)
    assert pipe.asked == ["a fox", "a fox"]


def test_who_writes_into_what_he_got_spoils_nothing() -> None:
    cache, pipe = PromptCache(), Pipe()
    encode(cache, pipe, "a fox").zero_()
    assert encode(cache, pipe, "a fox")[0] == 1


def test_the_least_recently_used_leave_first() -> None:
    cache, pipe = PromptCache(most_bytes=9000), Pipe()
    for prompt in ("a", "b", "a", "c", "a", "b"):
        encode(cache, pipe, prompt)
    assert pipe.asked == ["a", "b", "c", "b"]
    assert len(cache) == 2
    assert cache.bytes <= 9000


def test_a_pipeline_is_itself_again_afterwards() -> None:
    cache, pipe = PromptCache(), Pipe()
    encode(cache, pipe, "a")
    pipe.encode_prompt("a")
    assert pipe.asked == ["a", "a"]
