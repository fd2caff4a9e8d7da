"""What both generators of the own card share: the models there are, checked; torch, looked for but not loaded; where the child is."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import field_validator

from generators.base import Kind
from generators.local.client import Child
from generators.local.errors import LocalError
from generators.local.folders import ModelFolder, inspect
from generators.local.installed import check_installed
from generators.remote.calls import Calls
from generators.remote.openai_api import ServerOptions
from generators.setting import BadSetting, Options

Asked = TypeVar("Asked", bound=ServerOptions)


class LocalOptions(Options):
    """`generators.settings.local` and `local_image`; which models there are stands under `local` of the settings."""

    model: str = ""
    """Folder name of the one to use; empty for the first that can do it."""
    extra: Mapping[str, str | int | float] = {}
    """Further fields of its requests, num_inference_steps: 8."""

    @field_validator("extra", mode="before")
    @classmethod
    def _are_fields(cls, extra: Any) -> Any:
        return ServerOptions.model_validate({"extra": extra}).extra


def models_of(child: Child | None, kind: Kind, name: str) -> tuple[Child, tuple[ModelFolder, ...]]:
    """The models that make clips, or pictures; the one called `name` first. Raises `BadSetting`."""
    if child is None:
        raise BadSetting("这里用不了本机的模型")
    try:
        check_installed()
        models = [inspect(folder) for folder in child.folders]
    except LocalError as error:
        raise BadSetting(f"local：{error}") from None
    of_kind = [model for model in models if model.family.kind == kind]
    if not models:
        raise BadSetting("一个模型也没有。先下载一个，看 xiaoai models；或者在设置的 local.models 里写模型的文件夹")
    if not of_kind:
        raise BadSetting(f"模型里没有会{'拍视频' if kind == 'video' else '画图'}的。看看 xiaoai models 里有哪些")
    if name and all(model.path.name != name for model in of_kind):
        raise BadSetting(f"model 写的 “{name}” 不在模型里，有的是：{'、'.join(model.path.name for model in of_kind)}")
    # The one that needs no photo to begin with says what can be asked for.
    first_named = sorted(of_kind, key=lambda model: (model.path.name != name, not model.family.can("text")))
    return child, tuple(first_named)


async def where_it_is(child: Child, options: Asked, calls: Calls) -> Asked:
    """The options with the child's address of now, at which it is asked from here on: it may have been started anew, at another
    port. Raises `Unreachable`."""
    address = f"{await child.address()}/v1"
    calls.move(address)
    return options if options.base_url == address else options.model_copy(update={"base_url": address})
