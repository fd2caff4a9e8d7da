"""What clips and pictures are made with. Nothing is made to try it: that may cost."""

from dataclasses import dataclass

from nicegui import ui

from bot.config import Settings
from bot.console.setup.step import Saved, Standing, Step, Written, secret_field, show
from bot.doctor.finding import Finding
from bot.errors import ConfigError
from bot.makers import make_one
from generators.base import Generator
from generators.registry import BadOptions, UnknownGenerator, known_generators

PREVIEW = "storyboard"


@dataclass(frozen=True, slots=True)
class Choice:
    """One generator of clips that could be used as it is."""

    name: str
    title: str
    variable: str
    """Of its key; empty where it needs none."""
    image: str
    """The generator of pictures of the same service; the preview where there is none."""


class MakerStep(Step):
    """One service for clips, and for pictures where it makes those; the preview stays behind it."""

    name, title = "maker", "用什么生成"
    gives = "拍真的视频、画真的图。没接上的时候是分镜预览，只画个样子。"

    def __init__(self, written: Written) -> None:
        self._written = written

    def standing(self, settings: Settings) -> Standing:
        """Who makes clips."""
        used = [name for name in settings.generators.video if name != PREVIEW]
        usable = [name for name in used if (made := _made(settings, name)) and not made.missing_key]
        if usable:
            return Standing(True, f"视频：{'、'.join(_title(settings, name) for name in usable)}")
        return Standing(False, f"写了{used[0]}，还没有钥匙" if used else "只有分镜预览")

    def draw(self, settings: Settings, saved: Saved) -> None:
        """Which one, and its key where there is none yet."""
        choices = _choices(settings)
        now = next((name for name in settings.generators.video if name in choices), "")
        usual = "zhipu" if "zhipu" in choices else PREVIEW
        with ui.element("form").classes("form") as form:
            titles = {name: choice.title for name, choice in choices.items()}
            which = ui.select(titles, value=now if now not in ("", PREVIEW) else usual, label="用哪一家").props(
                "outlined"
            )
            which.classes("wide")
            below = ui.element("div").classes("form")
            ui.button("就用它", color=None).props("flat no-caps type=submit").classes("send start")
            outcome = ui.element("div").classes("form")
            ui.label(
                "要先写价钱、写地址的（火山方舟、可灵、家里的显卡服务器这些）不在这里选，写在数据文件夹的 settings.yaml 里，"
                "样子见 config.yaml。"
            ).classes("box-hint")

        def draw_key() -> None:
            below.clear()
            variable = choices[which.value].variable
            with below:
                self._key = secret_field("钥匙", is_set=bool(variable) and self._written.has_key(variable))
            self._key.visible = bool(variable) and not self._written.has_key(variable)

        async def keep() -> None:
            choice, key = choices[which.value], str(self._key.value or "").strip()
            outcome.clear()
            try:
                if key and choice.variable:
                    await self._written.keep_key(choice.variable, key)
                if choice.variable and not self._written.has_key(choice.variable):
                    raise ConfigError(f"{choice.title}要一把钥匙，贴到上面。")
                await self._written.change(
                    {
                        "generators.video": list(dict.fromkeys((choice.name, PREVIEW))),
                        "generators.image": list(dict.fromkeys((choice.image, PREVIEW))),
                    }
                )
            except ConfigError as error:
                with outcome:
                    show(Finding("warning", str(error)))
                return
            await saved(f"存好了，用{choice.title}。")

        draw_key()
        which.on_value_change(draw_key)
        form.on("submit.prevent", keep)


def _choices(settings: Settings) -> dict[str, Choice]:
    """Those that make clips and need no more than a key, the preview first."""
    known = known_generators()
    found = {PREVIEW: Choice(PREVIEW, "分镜预览（不用钥匙，只画个样子）", "", PREVIEW)}
    for name in known:
        made = _made(settings, name)
        if made is None or "video" not in made.capabilities.kinds or not made.key_variable:
            continue
        if made.capabilities.is_preview or made.capabilities.makes_albums:
            continue
        of_pictures = _made(settings, f"{name}_image") if f"{name}_image" in known else None
        image = f"{name}_image" if of_pictures else PREVIEW
        price = "免费" if not (made.capabilities.price_fen or made.capabilities.fen_per_second) else "收费"
        found[name] = Choice(name, f"{made.capabilities.title or name}（{price}）", made.key_variable, image)
    return found


def _made(settings: Settings, name: str) -> Generator | None:
    try:
        return make_one(settings, name)
    except (BadOptions, UnknownGenerator):
        return None


def _title(settings: Settings, name: str) -> str:
    made = _made(settings, name)
    return (made.capabilities.title if made else "") or name
