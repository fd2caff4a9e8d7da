"""The providers, each as data: what must be sent, what its codes mean, what it can. The tests of test_providers.py go through all.

A file here holds one `PROVIDER`; its double is `tests/doubles/<name>.py`, its description `tests/contracts/<name>.openapi.yaml`.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from generators.base import GenerationRequest, GeneratorError
from generators.remote.tasks import TaskGenerator
from tests.doubles.processes import Double

KEY = "a1b2c3.topsecretkey"
KITTEN = GenerationRequest("video", "A kitten chasing a butterfly.", seconds=5, fps=24, width=768, height=432)


@dataclass(frozen=True, slots=True)
class Provider:
    """One generator and its double."""

    name: str
    """Of the generator and of the file of its double."""
    made_by: type[TaskGenerator]
    path: str
    """What comes after the double's address in `base_url`."""
    sent: Mapping[str, object]
    """The body of a submit for `KITTEN` with `options`, whole; `...` stands for anything."""
    codes: tuple[tuple[int, str, type[GeneratorError]], ...]
    """HTTP status and code of every error in its contract, some unknown ones, and what each is."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Beyond the address; those of the cheapest model that costs money, where one does."""
    key: str = KEY
    price_fen: int = 0
    """What one clip of `KITTEN` costs with them."""
    takes_picture: bool = True
    picture_options: Mapping[str, object] = field(default_factory=dict)
    """To be set for a clip from a photo, where another model makes it."""
    cancels: Literal["never", "waiting", "running"] = "never"
    wrong_key: tuple[int, str] = (401, "")
    """Its answer to a wrong key."""
    fetches_with_key: bool = False
    """The result needs the key, too."""
    has_cover: bool = False
    codes_at_200: bool = False
    content_failure: str = ""
    """Code of a task that failed by moderation, where its contract names one; the double's mode `refuse_task` then answers so."""

    def make(self, double: Double, **options: Any) -> TaskGenerator:
        """The generator, speaking to the double."""
        written = {"base_url": f"{double.url}{self.path}", **self.options, **options}
        return self.made_by(self.made_by.options_type.model_validate(written), SecretStr(self.key))  # type: ignore[arg-type]


def every_provider() -> list[Provider]:
    """All there are, by name."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")
    return [importlib.import_module(f"{__name__}.{name}").PROVIDER for name in names]
