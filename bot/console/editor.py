"""One template: its text with what is wrong marked, and beside it a place to try it, its test sentences and its earlier versions.

What is saved is in force from the next message. What is broken is not saved, and whoever saves second sees what the first wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from nicegui import ui

from bot.console import tried, versions
from bot.console.board import Board
from bot.console.code import CodeEditor
from bot.console.dialogs import confirm, decide_conflict
from bot.console.layout import menu_button
from bot.console.parts import Parts
from bot.console.try_panel import TryPanel
from bot.editing.difference import DiffLine, diff
from bot.editing.drafts import Changes, Finding
from bot.editing.editor import Conflict, Editor, Opened, Refused, Saved
from bot.editing.exam import Exam
from bot.editing.shelves import KINDS, NoSuchTemplate, kind_of
from bot.editing.tryout import TryOut

STATES = {"shipped": "自带的", "changed": "改过", "own": "自己加的", "removed": "删掉了"}


@dataclass(frozen=True, slots=True)
class Tools:
    """What every editing page works with, made once."""

    editor: Editor
    tryout: TryOut
    exam: Exam


class EditorPage:
    """One open file. `by` is who edits."""

    def __init__(self, parts: Parts, tools: Tools, opened: Opened, by: str) -> None:
        self._parts = parts
        self._tools = tools
        self._opened = opened
        self._by = by
        self._told = ""
        self._findings: tuple[Finding, ...] = ()
        self._compared: tuple[str, tuple[DiffLine, ...]] | None = None
        kind = kind_of(opened.file)
        with ui.element("header").classes("content-head edit-head"):
            menu_button()
            back = f'<a class="to-list" href="templates?kind={kind}" aria-label="回到{KINDS[kind]}的列表">{_BACK}</a>'
            ui.html(back, sanitize=False)
            with ui.element("div").classes("edit-name"):
                ui.html(escape(opened.title), sanitize=False, tag="h1").classes("content-title")
                ui.label(opened.file).classes("soft fine")
            self._badge = ui.label().classes("mark")
            self._save_button = ui.button("保存", on_click=self._save, color=None).props("flat no-caps").classes("send")
        with ui.element("div").classes("edit"):
            with ui.element("section").classes("edit-text").props('aria-label="内容"'):
                self._code = CodeEditor(opened.text, self._look, self._save)
                self._status = ui.label().classes("edit-status").props("role=status")
                self._problems = Board(self._press)
            with ui.element("section").classes("edit-side").props('aria-label="试一试和历史"'):
                self._draw_side(kind)
        self._show_state()

    async def start(self) -> None:
        """Look at the file as it is: it may have been broken in the folder."""
        await self._look()

    def _draw_side(self, kind: str) -> None:
        with ui.tabs().props("no-caps dense align=left inline-label").classes("side-tabs") as tabs:
            trying, testing, past = ui.tab("试一试"), ui.tab("测试句"), ui.tab("历史")
        with ui.tab_panels(tabs, value=trying, on_change=lambda event: self._turned(str(event.value))).classes(
            "side-panels"
        ):
            with ui.tab_panel(trying):
                panel = TryPanel(
                    self._tools.tryout, self._tools.exam, self._draft, self._titles, kind=kind, file=self._opened.file
                )
                self._spoken = Board() if kind == "replies" else None
            with ui.tab_panel(testing):
                panel.draw_exam()
            with ui.tab_panel(past):
                self._history = Board(self._press)

    async def _look(self) -> None:
        """Check the text as it stands there."""
        text = self._code.text
        self._findings = await self._tools.editor.check(self._opened.file, text) if text.strip() else ()
        self._code.mark(one for one in self._findings if one.file == self._opened.file)
        self._problems.show(tried.findings(self._findings, self._opened.file, await self._titles()))
        if self._spoken is not None and not self._findings:
            said = await self._tools.tryout.spoken(self._opened.file, self._draft())
            self._spoken.show(tried.sentences(said))
        self._show_state()

    def _show_state(self, told: str = "") -> None:
        """Where the text stands. What was `told` last stands until something is typed: a check that was under way comes after it."""
        is_dirty = self._code.text != self._opened.text
        self._told = told or ("" if is_dirty else self._told)
        self._code.guard(is_dirty=is_dirty)
        self._badge.text = "没保存" if is_dirty else STATES[self._opened.state]
        self._badge.classes(replace=f"mark {'dirty' if is_dirty else self._opened.state}")
        self._save_button.enabled = is_dirty
        wrong = sum(one.file == self._opened.file for one in self._findings)
        elsewhere = len(self._findings) - wrong
        if wrong or elsewhere:
            count = f"有 {wrong or elsewhere} 处要改" + ("" if wrong else "（在别的文件里）")
            self._status.text = f"{count}。改好才能保存，小爱现在用的还是原来的。"
        elif self._told:
            self._status.text = self._told
        elif not is_dirty and self._opened.state == "removed":
            self._status.text = "这个文件删掉了。在“历史”里可以换回来。"
        else:
            self._status.text = "没有错，可以保存。" if is_dirty else "没有错，小爱现在用的就是这份。"
        self._status.classes(replace=f"edit-status {'bad' if wrong or elsewhere else ''}")

    async def _save(self) -> None:
        await self._write(self._code.text, self._opened.digest)

    async def _write(self, text: str, based_on: str) -> None:
        file = self._opened.file
        try:
            saved = await self._tools.editor.save(file, text, based_on=based_on, by=self._by)
        except Refused as refused:
            self._show_refused(refused)
        except Conflict as conflict:
            await self._settle(conflict, text)
        else:
            await self._reopen(saved, text)

    async def _settle(self, conflict: Conflict, mine: str) -> None:
        """Somebody else was faster: show what he wrote, and let this one decide."""
        difference = versions.diff(diff(conflict.theirs.text, mine))
        decision = await decide_conflict(self._who(conflict), difference)
        if decision == "mine":
            await self._write(mine, conflict.theirs.digest)
        elif decision == "theirs":
            self._opened = conflict.theirs
            self._code.show(conflict.theirs.text)
            await self._look()
            await self._show_history()

    async def _reopen(self, saved: Saved, text: str) -> None:
        """Go on from what was written."""
        self._opened = await self._tools.editor.open(self._opened.file)
        self._findings = saved.waiting_for
        told = "保存了，从下一句话起算。"
        if saved.waiting_for:
            names = "、".join(
                dict.fromkeys([(await self._titles()).get(one.file, one.file) for one in saved.waiting_for])
            )
            told = f"保存了。还有别的文件没改好（{names}），改好以后一起算。"
            self._findings = ()
        misheard = await self._tools.editor.misheard({self._opened.file: text})
        if misheard:
            told = f"{told}有 {len(misheard)} 句例子现在听错了："
        self._problems.show(tried.findings(misheard, self._opened.file, await self._titles()))
        self._show_state(told)
        await self._show_history()

    def _show_refused(self, refused: Refused) -> None:
        self._findings = refused.findings
        self._code.mark(one for one in refused.findings if one.file == self._opened.file)
        self._problems.show(tried.findings(refused.findings, self._opened.file, {}))
        self._show_state()

    async def _turned(self, tab: str) -> None:
        if tab == "历史":
            await self._show_history()

    async def _show_history(self) -> None:
        kept = await self._tools.editor.versions(self._opened.file)
        self._history.show(
            versions.versions(kept, self._opened, self._compared, self._parts.zone, self._parts.now())
            + (_REMOVE if self._opened.state == "own" else "")
        )

    async def _press(self, data: Mapping[str, str]) -> None:
        act, version = data.get("act"), data.get("version", "")
        if act == "line" and data.get("line", "").isdecimal():
            self._code.reveal(int(data["line"]))
        elif act == "compare":
            before = await self._text_of(version)
            is_open = self._compared is not None and self._compared[0] == version
            self._compared = None if is_open or before is None else (version, diff(self._opened.text, before))
            await self._show_history()
        elif act == "restore":
            await self._restore(version)
        elif act == "remove" and await confirm(
            "删掉这个文件？", "小爱马上就不会了。以后在“删掉的”里还能找回来。", "删掉"
        ):
            await self._take_back("removed")

    async def _restore(self, version: str) -> None:
        if self._code.text != self._opened.text and not await confirm(
            "还有没保存的修改", "换回以前的一份，这些修改就没有了。", "换回"
        ):
            return
        await self._take_back(version)

    async def _take_back(self, version: str, based_on: str = "") -> None:
        editor, file = self._tools.editor, self._opened.file
        based_on = based_on or self._opened.digest
        try:
            if version in ("shipped", "removed"):
                saved = await editor.reset(file, based_on=based_on, by=self._by)
            else:
                saved = await editor.restore(file, version, based_on=based_on, by=self._by)
        except Refused as refused:
            self._show_refused(refused)
        except NoSuchTemplate:
            self._show_state("这一份已经不在了。")
        except Conflict as conflict:
            if await confirm(self._who(conflict), "换回以前的一份，他写的就只留在历史里。", "还是换回"):
                await self._take_back(version, conflict.theirs.digest)
        else:
            self._compared = None
            text = (await editor.open(file)).text
            self._code.show(text)
            self._code.mark(())
            await self._reopen(saved, text)

    def _who(self, conflict: Conflict) -> str:
        last = conflict.last
        who = last.author.name if last and last.author.name else "有人"
        at = f" {versions.when(last.at, self._parts.zone, self._parts.now())}" if last else ""
        return f"{who}{at} 也改了这个文件"

    async def _text_of(self, version: str) -> str | None:
        if version == "shipped":
            return self._opened.shipped
        try:
            return await self._tools.editor.text_of(self._opened.file, version)
        except NoSuchTemplate:
            return None

    def _draft(self) -> Changes:
        """What is to be tried: nothing where the text is the one that is written."""
        text = self._code.text
        return {self._opened.file: text} if text != self._opened.text else {}

    async def _titles(self) -> Mapping[str, str]:
        return {entry.file: f"{KINDS[entry.kind]}“{entry.title}”" for entry in await self._tools.editor.entries()}


_BACK = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M14.5 5.5 8 12l6.5 6.5"/></svg>'
_REMOVE = '<p class="remove"><button type="button" class="link bad" data-act="remove">删掉这个文件</button></p>'
