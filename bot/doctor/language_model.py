"""The language models of the settings, each asked for one word; or one on this machine that could be used."""

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, TypeAdapter

from bot.config import Settings
from bot.doctor.finding import Finding
from bot.models import model_entries
from intents.services.language_model import LanguageModelError, ModelMessage
from intents.services.models.entry import ModelEntry
from intents.services.models.ordered import OrderedModels

OLLAMA_SECONDS = 0.5
PROBE_SECONDS = 15.0
MODELS_SHOWN = 3

CURES = {
    "no_key": "在 .env 或环境变量里写上 {variable}=你的钥匙。",
    "not_allowed": "那边不认 {variable} 里的钥匙：去它的网站看看对不对、有没有过期、能不能用这个模型。",
    "needs_top_up": "那边说余额不够，也可能是账号还没实名：去它的网站充值或实名。",
    "unknown_model": "那边没有叫 {model} 的模型：去它的网站或者用 ollama list 看看名字，改设置里的 model。",
    "bad_request": "那边看不懂请求：检查 base_url（现在是 {address}）和 extra_body。",
    "busy": "那边太忙，过几分钟再试。",
    "timed_out": "{seconds:g} 秒没有回答：本机的模型第一次要装进内存，再试一次；网上的看看网络。",
    "unreachable": "连不上 {address}：看看网络，本机的看看它在不在运行。",
    "bad_answer": "它答了，但答的是空的或者不完整：换一个模型试试。",
    "refused": "它不肯回答“你好”：换一个模型试试。",
}


def language_model(settings: Settings) -> Iterator[Finding]:
    """What is configured, tried; where nothing is, what could be."""
    entries = model_entries(settings)
    if not entries:
        yield from ollama(settings)
    # One after the other: two models of one Ollama would push each other out of the memory.
    for entry in entries:
        yield asyncio.run(probe(entry))


async def probe(entry: ModelEntry) -> Finding:
    """Ask this model for one word."""
    import openai  # noqa: F401 - its own half a second is not the model's

    models = OrderedModels([entry])
    title = f"大模型 {entry.name}（{entry.model}）"
    started = time.monotonic()
    try:
        await models.ask(
            [ModelMessage("user", "你好，只回一个字。")], purpose="probe", timeout_seconds=PROBE_SECONDS, max_tokens=20
        )
    except LanguageModelError as error:
        cure = CURES[error.code].format(
            variable=entry.key_variable or "key_variable",
            model=entry.model,
            address=entry.base_url,
            seconds=PROBE_SECONDS,
        )
        return Finding("warning", f"{title}：现在用不了", cure)
    finally:
        await models.close()
    return Finding("good", f"{title}：能用，{1000 * (time.monotonic() - started):.0f} 毫秒答了一句")


class _OllamaModel(BaseModel):
    name: str


_OllamaModels = TypeAdapter(dict[Literal["models"], list[_OllamaModel]])


def ollama(_: Settings) -> Iterator[Finding]:
    """A language model on this machine that could be used; it is asked for its list of models and told nothing."""
    import httpx

    try:
        address = _ollama_address()
        answer = httpx.get(f"{address}/api/tags", timeout=OLLAMA_SECONDS, trust_env=False)
        names = [model.name for model in _OllamaModels.validate_json(answer.content)["models"]]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError):  # pydantic's is a ValueError
        yield Finding(
            "missing",
            "大模型：还没有接上，聊天要有它；本机也没有 Ollama 在运行",
            "最省事的是智谱的免费钥匙：.env 里写 ZHIPU_API_KEY=…，设置里写\nlanguage_model:\n  models: [zhipu]",
        )
        return
    names = [name for name in names if not _only_embeds(name)]
    if not names:
        yield Finding("missing", f"大模型：Ollama 在运行（{address}），里面还没有模型", "装一个：ollama pull qwen3:8b")
        return
    shown = "、".join(names[:MODELS_SHOWN]) + (f" 等 {len(names)} 个" if len(names) > MODELS_SHOWN else "")
    is_usual = address == "http://127.0.0.1:11434"
    place = "" if is_usual else f", base_url: {address}/v1"
    yield Finding(
        "missing",
        f"大模型：Ollama 在运行，有 {shown}，可以给小爱用",
        "在数据文件夹的 settings.yaml 里写：\nlanguage_model:\n  models:\n"
        f'    - {{provider: ollama, model: "{names[0]}"{place}}}\n现在没有给它发过任何话。',
    )


def _only_embeds(name: str) -> bool:
    """Models that turn text into numbers and cannot talk; their names say so, there is no field for it in the list."""
    return "embed" in name or name.startswith(("bge-", "all-minilm"))


def _ollama_address() -> str:
    """Where `OLLAMA_HOST`, Ollama's own variable, says; what it listens on everywhere is asked for here."""
    given = os.environ.get("OLLAMA_HOST", "").strip()
    parts = urlsplit(given if "://" in given else f"http://{given}")
    host = parts.hostname if parts.hostname not in (None, "0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    return f"{parts.scheme}://{f'[{host}]' if ':' in str(host) else host}:{parts.port or 11434}"
