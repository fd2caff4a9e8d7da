"""The libraries that run models: loaded when they are needed, told to be quiet, their errors made ours. Loads torch."""

import importlib
import importlib.util
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from generators.local.errors import BrokenFile, MissingFile, NotEnoughMemory, NotInstalled, WrongFolder


def libraries() -> Any:
    """The module diffusers, told to be quiet. Raises `NotInstalled`."""
    # They warn of CUDA extensions a wheel without CUDA does not have, and of what they do to each other.
    for name in ("torchao", "torch.utils._pytree"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with quietly():
        try:
            import torch
            import transformers

            transformers.utils.logging.set_verbosity_error()
            transformers.utils.logging.disable_progress_bar()
            import diffusers

            diffusers.utils.logging.set_verbosity_error()
            diffusers.utils.logging.disable_progress_bar()
        except ImportError as error:
            raise NotInstalled(error.name or "diffusers") from error
        _let_pass_what_needs_ftfy()
    torch.backends.cuda.matmul.allow_tf32 = True
    return diffusers


@contextmanager
def quietly() -> Iterator[None]:
    """Without the warnings of the libraries, which are theirs to mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def foreign_errors(path: Path, plan: str) -> Iterator[None]:
    """The errors of torch, diffusers and safetensors while a folder is read, as ours."""
    import torch
    from safetensors import SafetensorError

    try:
        with quietly():
            yield
    except SafetensorError as error:
        raise BrokenFile(path, "safetensors 读不了") from error
    except FileNotFoundError as error:
        raise MissingFile(Path(error.filename or path)) from error
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise NotEnoughMemory(path.name, plan, "请关掉别的程序，或者换小一点的模型") from error
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise WrongFolder(path, f"读不进来（{_first_line(error)}）") from error


def _let_pass_what_needs_ftfy() -> None:
    """Wan's image pipeline mends garbled text with ftfy, and breaks where that is not installed (diffusers 0.42.1).

    Its text pipeline goes on without; so does this one then. Our prompts are not garbled.
    """
    if importlib.util.find_spec("ftfy") is None:
        module = importlib.import_module("diffusers.pipelines.wan.pipeline_wan_i2v")
        vars(module).setdefault("ftfy", SimpleNamespace(fix_text=lambda text: text))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
