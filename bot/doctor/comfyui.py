"""The ComfyUI of the settings: whether it answers, and whether the workflows can run there. Nothing is queued."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.doctor.finding import Finding

if TYPE_CHECKING:
    from generators.comfy.maker import ComfyGenerator

PROBE_SECONDS = 10.0


def comfyui(settings: Settings) -> Iterator[Finding]:
    """One finding for each generator that asks one."""
    from bot.makers import load
    from generators.base import Kind
    from generators.comfy.maker import ComfyGenerator
    from generators.registry import BadOptions, UnknownGenerator

    kinds: tuple[tuple[Kind, tuple[str, ...], str], ...] = (
        ("video", settings.generators.video, "comfyui"),
        ("image", settings.generators.image, "comfyui_image"),
    )
    for kind, names, name in kinds:
        if name not in names:
            continue
        try:
            made = load(settings, (kind,))[kind]
        except (UnknownGenerator, BadOptions):
            # Told by the check of the generators.
            continue
        for generator in made:
            if isinstance(generator, ComfyGenerator):
                yield asyncio.run(_look(generator))


async def _look(generator: "ComfyGenerator") -> Finding:
    from generators.base import BadRequest, GeneratorError

    where = f"{generator.name}（{generator.options.base_url}）"
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            machine = await generator.look()
    except BadRequest as error:
        cure = f"在那个 ComfyUI 里装上缺的节点（用 ComfyUI-Manager），再重启它。\n{error}"
        return Finding("warning", f"ComfyUI：{where}跑不了你的工作流", cure)
    except (GeneratorError, TimeoutError):
        setting = f"generators.settings.{generator.name}.base_url"
        cure = f"看看 ComfyUI 开着没有，{setting} 对不对；它在别的机器上时，启动要加 --listen。"
        return Finding("warning", f"ComfyUI：{where}没有回答", cure)
    finally:
        await generator.close()
    card = f"，显卡 {machine.card}（{machine.memory_bytes / 2**30:.0f} GB）" if machine.card else ""
    return Finding("good", f"ComfyUI：{where}能用，版本 {machine.version or '不知道'}{card}")
