"""How language models and their services answer strangely, each as vendors really do.

Of an answer:            empty  null  parts  cut  sensitive  network_error  fenced  thinking  thinking_unclosed  only_closed
                         boxed  not_json  reasoning  half_json  blank_lines
Instead of an answer:    wrong_key  no_balance_zhipu  no_balance_deepseek  no_balance_qwen  no_balance_siliconflow
                         no_balance_minimax  busy_zhipu  no_such_model  unsafe  no_json_mode  no_json_mode_and_down  html
"""

from collections.abc import Callable
from typing import Any

from tests.doubles.exchange import Answer

Choice = dict[str, Any]


def _said(change: Callable[[str], object], finish_reason: str = "stop") -> Callable[[Choice], None]:
    def apply(choice: Choice) -> None:
        choice["message"]["content"] = change(choice["message"]["content"])
        choice["finish_reason"] = finish_reason

    return apply


def _reasoning(choice: Choice) -> None:
    choice["message"] = {"role": "assistant", "content": "", "reasoning_content": choice["message"]["content"]}


ANSWERS: dict[str, Callable[[Choice], None]] = {
    "empty": _said(lambda said: ""),
    "null": _said(lambda said: None),
    "parts": _said(lambda said: [{"type": "text", "text": said[:3]}, {"type": "text", "text": said[3:]}]),
    "cut": _said(lambda said: said[: len(said) // 2], "length"),
    "sensitive": _said(lambda said: "", "sensitive"),
    "network_error": _said(lambda said: "", "network_error"),
    "fenced": _said(lambda said: f"好的，结果如下：\n```json\n{said}\n```\n希望有帮助！"),
    "thinking": _said(lambda said: '<think>先想想 {"intent": "视频生成"}</think>\n' + said),
    "thinking_unclosed": _said(lambda said: f"<think>还在想 {said}"),
    "only_closed": _said(lambda said: f'可能是 {{"intent": "视频生成"}} 吧</think>{said}'),
    "boxed": _said(lambda said: f"<|begin_of_box|>{said}<|end_of_box|>"),
    "not_json": _said(lambda said: "我觉得这句话是想看视频。"),
    "half_json": _said(lambda said: '{"intent": "视频生成", "confidence": 0.9, "slots": {"subject": "小'),
    "reasoning": _reasoning,
    "blank_lines": _said(lambda said: said),
}

_FAULTS: dict[str, tuple[int, object]] = {
    "no_balance_zhipu": (429, {"error": {"code": "1113", "message": "您的账户已欠费，请充值后重试。"}}),
    "no_balance_deepseek": (402, {"error": {"message": "Insufficient Balance", "type": "unknown_error"}}),
    "no_balance_qwen": (400, {"error": {"code": "Arrearage", "message": "Access denied, account is in arrears."}}),
    "no_balance_siliconflow": (403, {"code": 30001, "message": "Sorry, your account balance is insufficient"}),
    "no_balance_minimax": (200, {"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}),
    "busy_zhipu": (429, {"error": {"code": "1302", "message": "您的账户已达到速率限制"}}),
    "no_such_model": (
        400,
        {"code": 20012, "message": "Model does not exist. Please check it carefully.", "data": None},
    ),
    "unsafe": (400, {"error": {"code": "1301", "message": "系统检测到输入或生成内容可能包含不安全或敏感内容"}}),
    "html": (200, b"<html><body>nginx</body></html>"),
}
MOODS = ANSWERS | dict.fromkeys((*_FAULTS, "wrong_key", "no_json_mode", "no_json_mode_and_down"), lambda choice: None)


def in_mood(mode: str, wants_json: bool, key: str) -> Answer | None:
    """What comes instead of an answer; None where it answers."""
    if mode == "wrong_key":
        return Answer({"error": {"code": f"key_{key}", "message": f"Incorrect API key provided: {key}"}}, 401)
    if mode == "no_json_mode" and wants_json:
        return Answer({"error": {"message": "'response_format' of type json_object is not supported"}}, 400)
    if mode == "no_json_mode_and_down":
        return Answer({"error": {"message": "response_format is bad"}}, 400 if wants_json else 503)
    if mode in _FAULTS:
        status, body = _FAULTS[mode]
        return Answer(body, status)
    return None
