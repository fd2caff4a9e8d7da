"""试一试 beside the editor: a sentence or a request, as the text that stands there would have it and as the files in force have it."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from bot.console import tried
from bot.console.board import Board
from bot.editing.drafts import Broken, Changes
from bot.editing.exam import Exam
from bot.editing.tryout import TryOut

LONGEST = 500
EXAMPLES = {
    "intents": "明天下午去杭州要带伞吗",
    "prompts": "生成一段5秒的视频：小猫在樱花树下追蝴蝶，镜头慢慢推近",
    "replies": "今天天气怎么样",
    "styles": "画一张水墨的小猫，温馨一点",
    "words": "生成一段5秒的视频：小猫在樱花树下追蝴蝶，镜头慢慢推近",
}


class TryPanel:
    """Asks for the draft when it is needed; `titles` are the files' names for the admin."""

    def __init__(
        self,
        tryout: TryOut,
        exam: Exam,
        draft: Callable[[], Changes],
        titles: Callable[[], Awaitable[Mapping[str, str]]],
        *,
        kind: str,
        file: str,
    ) -> None:
        self._tryout = tryout
        self._exam = exam
        self._draft = draft
        self._titles = titles
        self._family = file.rpartition("/")[2].removesuffix(".yaml")
        with ui.element("form").classes("try-form") as form:
            self._input = ui.textarea("说一句话", value=EXAMPLES[kind])
            self._input.props(f'outlined autogrow maxlength="{LONGEST}" enterkeyhint="done"').classes("try-input")
            with ui.element("div").classes("try-buttons"):
                self._buttons = [
                    _button("听成什么", self._hear).classes("send"),
                    _button("拍成什么", self._imagine).classes("plain"),
                ]
                self._with_model = ui.checkbox("问大模型（算一次）").classes("try-model")
                self._with_model.visible = tryout.has_model
        form.on("submit.prevent", self._hear)
        self._wait = ui.label().classes("try-wait").props("role=status")
        self._board = Board()
        self._wait.visible = False

    def draw_exam(self) -> None:
        """The test sentences: a button, and what came out."""
        ui.label("每个文件里的例子都再跑一遍，和现在用的比一比。").classes("soft")
        self._exam_button = _button("全部测试句跑一遍", self._run_exam).classes("send")
        self._exam_wait = ui.label("正在跑，四千多句，要十来秒").classes("try-wait").props("role=status")
        self._exam_wait.visible = False
        self._exam_board = Board()

    async def _hear(self) -> None:
        text = self._said()
        if not text:
            return
        self._begin("正在听。说法改过的话，小爱要先学几秒钟")
        try:
            changes = self._draft()
            in_force = await self._tryout.hear(text, {}, ask_model=self._asks and not changes)
            draft = await self._tryout.hear(text, changes, ask_model=self._asks) if changes else None
            self._board.show(tried.heard(draft, in_force))
        except Broken:
            self._board.show(tried.problem("内容有错，还试不了。先改好标出来的那几行。"))
        finally:
            self._end()

    async def _imagine(self) -> None:
        text = self._said()
        if not text:
            return
        self._begin("正在想怎么拍")
        try:
            made = await self._tryout.imagine(text, self._draft(), ask_model=self._asks)
            self._board.show(tried.imagined(made, self._family))
        except Broken:
            self._board.show(tried.problem("内容有错，还试不了。先改好标出来的那几行。"))
        finally:
            self._end()

    async def _run_exam(self) -> None:
        self._exam_button.enabled = False
        self._exam_wait.visible = True
        try:
            result = await self._exam.run(self._draft())
            self._exam_board.show(tried.examined(result, await self._titles()))
        except Broken:
            self._exam_board.show(tried.problem("内容有错，还跑不了。先改好标出来的那几行。"))
        finally:
            self._exam_button.enabled = True
            self._exam_wait.visible = False

    @property
    def _asks(self) -> bool:
        return bool(self._with_model.value)

    def _said(self) -> str:
        return str(self._input.value or "").strip()[:LONGEST]

    def _begin(self, what: str) -> None:
        for button in self._buttons:
            button.enabled = False
        self._wait.text = what
        self._wait.visible = True

    def _end(self) -> None:
        for button in self._buttons:
            button.enabled = True
        self._wait.visible = False


def _button(text: str, press: Callable[[], Awaitable[None]]) -> ui.button:
    return ui.button(text, on_click=press, color=None).props("flat no-caps type=button")
