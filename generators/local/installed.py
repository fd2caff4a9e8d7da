"""Whether what runs models is installed, found out without loading it: that takes seconds and half a gigabyte."""

import importlib.util

from generators.local.errors import NotInstalled

LIBRARIES = ("torch", "diffusers", "transformers", "accelerate")


def check_installed() -> None:
    """Raises `NotInstalled`."""
    for library in LIBRARIES:
        if importlib.util.find_spec(library) is None:
            raise NotInstalled(library)
