"""加一个意图: what the family says and what 小爱 answers, without a word of YAML."""

from nicegui import ui
from pydantic import ValidationError

from bot.console import tried
from bot.console.board import Board
from bot.console.editor import Tools
from bot.console.layout import card
from bot.editing.editor import Conflict, Refused
from bot.editing.new_intent import LONGEST_ANSWER, NewIntent


class TeachForm:
    """The form. `by` is who fills it in."""

    def __init__(self, tools: Tools, by: str) -> None:
        self._tools = tools
        self._by = by
        with ui.element("form").classes("teach") as form:
            with card("家里人怎么问"):
                self._name = _field("这件事叫什么", "几个字，家里人看得懂就行。", "菜谱", longest=30)
                self._says = _field(
                    "家里人会怎么说",
                    "一行一句，多写几句。每次不一样的地方用花括号括起来：冒号前面是它的名字，后面是例子。",
                    "{菜:红烧肉}怎么做\n教我做{菜:糖醋鱼}",
                )
                self._never = _field(
                    "听着像、其实只是聊天的话", "可以不写。小爱听到这样的话，不会当成这件事。", "我妈做的红烧肉最好吃"
                )
            with card("小爱怎么答"):
                self._reply = _field(
                    "小爱说", "花括号里写上面起的名字，会换成家里人说的。", "{菜}的做法在厨房的蓝本子里。"
                )
                self._by_model = ui.checkbox("让大模型来答").classes("teach-model")
                self._by_model.visible = tools.tryout.has_model
                with ui.element("div").bind_visibility_from(self._by_model, "value"):
                    self._prompt = _field(
                        "跟大模型说该怎么答",
                        "上面“小爱说”的那句，留给大模型没答上的时候。",
                        "你教家里人做{菜}，三五句话说清楚。",
                    )
            self._problems = Board()
            with ui.element("div").classes("teach-buttons"):
                ui.html('<a href="templates">不教了</a>', sanitize=False)
                ui.button("先试试", on_click=self._try, color=None).props("flat no-caps type=button").classes("plain")
                ui.button("教会她", color=None).props("flat no-caps type=submit").classes("send")
        form.on("submit.prevent", self._save)

    def _filled(self) -> NewIntent | None:
        try:
            return NewIntent.model_validate(
                {
                    "name": str(self._name.value or "").strip(),
                    "says": str(self._says.value or ""),
                    "never": str(self._never.value or ""),
                    "reply": str(self._reply.value or ""),
                    "prompt": str(self._prompt.value or "") if self._by_model.value else "",
                }
            )
        except ValidationError as error:
            self._problems.show(tried.problem(_complaint(error)))
            return None

    async def _try(self) -> None:
        form = self._filled()
        if form is None:
            return
        files = form.files(self._tools.tryout.tidy)
        found = await self._tools.editor.check_all(files)
        if found:
            self._problems.show(tried.problem("；".join(one.message for one in found)))
            return
        heard = await self._tools.tryout.hear_each(form.examples, files)
        shown = (tried.heard_briefly(said, one, form.name) for said, one in zip(form.examples, heard, strict=True))
        self._problems.show("".join(shown))

    async def _save(self) -> None:
        form = self._filled()
        if form is None:
            return
        try:
            await self._tools.editor.create(form.files(self._tools.tryout.tidy), by=self._by)
        except Refused as refused:
            self._problems.show(tried.problem("；".join(one.message for one in refused.findings)))
        except Conflict:
            self._problems.show(tried.problem(f"已经有叫“{form.name}”的了，换个名字。"))
        else:
            ui.navigate.to(f"templates?file={form.intent_file}")


def _field(title: str, hint: str, example: str, *, longest: int = LONGEST_ANSWER) -> ui.textarea:
    with ui.element("div").classes("field"):
        ui.label(title).classes("field-title")
        ui.label(hint).classes("soft fine")
        field = ui.textarea(placeholder=f"比如：{example}").props(f'outlined autogrow maxlength="{longest}"')
        field.props["aria-label"] = title
    return field


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    context = first.get("ctx", {})
    if first["type"] == "value_error":
        return str(context["error"])
    if first["type"] == "string_too_long":
        return f"有一处太长了，最多 {context['max_length']} 个字。"
    return f"太多行了，最多 {context.get('max_length')} 行。"
