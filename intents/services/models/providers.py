"""The services known by name: where they are, which model to begin with, how their thinking is turned off.

From the vendors' documentation as of November 2026 (docs.bigmodel.cn, docs.siliconflow.cn, api-docs.deepseek.com, help.aliyun.com,
platform.minimaxi.com, docs.ollama.com, docs.sglang.ai, docs.vllm.ai); none was called with a real key, and whether
硅基流动 still serves the default model was not checked. Model names change monthly: the settings may name another.
Thinking is turned off because a message waits for the answer and the thoughts are thrown away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intents.services.models.entry import ExtraBody


@dataclass(frozen=True, slots=True)
class Provider:
    """A service whose settings need not be looked up."""

    base_url: str
    model: str = ""
    """Free of charge where the service has such a one; empty where the settings have to say."""
    key_variable: str = ""
    """The environment variable that holds the key; empty where none is needed."""
    extra_body: ExtraBody = field(default_factory=dict)
    highest_temperature: float = 2.0
    forbidden_means_top_up: bool = False


PROVIDERS: Mapping[str, Provider] = {
    "zhipu": Provider(
        "https://open.bigmodel.cn/api/paas/v4",
        model="glm-4.7-flash",
        key_variable="ZHIPU_API_KEY",
        extra_body={"thinking": {"type": "disabled"}},
        highest_temperature=1.0,
    ),
    "siliconflow": Provider(
        "https://api.siliconflow.cn/v1",
        model="Qwen/Qwen3-8B",
        key_variable="SILICONFLOW_API_KEY",
        extra_body={"enable_thinking": False},
        # Also for an account whose owner has not shown his identity card; both are put right on the same page.
        forbidden_means_top_up=True,
    ),
    "deepseek": Provider(
        "https://api.deepseek.com",
        model="deepseek-flash",
        key_variable="DEEPSEEK_API_KEY",
        extra_body={"thinking": {"type": "disabled"}},
    ),
    "qwen": Provider(
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        model="qwen3.8-flash",
        key_variable="DASHSCOPE_API_KEY",
        # With thinking on it refuses to answer in JSON.
        extra_body={"enable_thinking": False},
    ),
    "minimax": Provider(
        "https://api.minimax.cn/v1",
        key_variable="MINIMAX_API_KEY",
        # M3.1 always thinks; this keeps the thoughts out of the answer.
        extra_body={"reasoning_split": True},
    ),
    # Without this the answer of a thinking model may be empty.
    "ollama": Provider("http://127.0.0.1:11434/v1", extra_body={"reasoning_effort": "none"}),
    "sglang": Provider("http://127.0.0.1:30000/v1", extra_body={"chat_template_kwargs": {"enable_thinking": False}}),
    "vllm": Provider("http://127.0.0.1:8000/v1", extra_body={"chat_template_kwargs": {"enable_thinking": False}}),
}
