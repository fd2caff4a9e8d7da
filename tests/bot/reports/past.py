"""A family's past, written into a store as the code would have left it: jobs of every kind, clips, talk and calls."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.tables import artifacts, exchanges, jobs, ledger, members, model_calls, outbox, runs

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=ZONE).timestamp()
DAY = 86400.0
NAMES = ("爸爸", "妈妈", "奶奶", "小宝")
STATES = ("done", "done", "done", "failed", "cancelled", "done", "undelivered")
SUBJECTS = ("小猫钓鱼", "奶奶包饺子", "海边日落", "生日蛋糕", "小狗追蝴蝶", "雪地里的老房子", "广场舞")


def write_past(
    connection: Connection, *, jobs_count: int, made_count: int, media: Path = Path("/nowhere"), now: float = NOW
) -> None:
    """So many jobs over thirty days up to `now`, and of the last of them so many clips and pictures."""
    connection.execute(
        sa.insert(members),
        [{"id": 100 + i, "name": name, "role": "member", "created_at": 0.0} for i, name in enumerate(NAMES)],
    )
    rows = [_job(number, jobs_count, now) for number in range(1, jobs_count + 1)]
    with_file = {row["id"] for row in [row for row in rows if row["state"] == "done"][-made_count:]}
    for row in rows:
        row["artifact_id"] = f"{row['id']:032x}" if row["id"] in with_file else ""
    connection.execute(sa.insert(jobs), rows)
    connection.execute(sa.insert(artifacts), [_artifact(row, media) for row in rows if row["artifact_id"]])
    connection.execute(sa.insert(ledger), [_call(row) for row in rows])
    connection.execute(sa.insert(runs), [_run(row) for row in rows if row["state"] == "done"])
    connection.execute(sa.insert(outbox), [_letter(row) for row in rows])
    connection.execute(sa.insert(exchanges), [_turn(row) for row in rows])
    days = [(datetime.fromtimestamp(now, ZONE) - timedelta(days=back)).date().isoformat() for back in range(30)]
    calls = [
        {"day": day, "model": "glm-4-flash", "purpose": purpose, "calls": 3 + place, "tokens": 900 + 10 * place}
        for place, day in enumerate(days)
        for purpose in ("classify", "shot")
    ]
    connection.execute(sa.insert(model_calls), calls)


def _job(number: int, count: int, now: float) -> dict[str, object]:
    at = now - 60 - (count - number) * (30 * DAY / count)
    kind = "image" if number % 5 == 0 else "video"
    state, subject = STATES[number % len(STATES)], SUBJECTS[number % len(SUBJECTS)]
    generator = ("zhipu", "storyboard", "kling")[number % 3]
    took = 20.0 + number % 40
    stages = ("rewrite", "route", "render", "generate", "check", "fit", "deliver")
    steps = [{"stage": stage, "at": at + 2 + place * took / 7} for place, stage in enumerate(stages)]
    passed = ["kling: slow"] if number % 50 == 0 else []
    decision = {"at": at + 2 + took / 7, "attempt": 1, "chosen": generator, "price_fen": 0, "passed_over": passed}
    request = {"kind": kind, "text": f"拍一段5秒的视频：{subject}（{number}）", "subject": subject}
    return {
        "id": number,
        "workflow_id": f"{number:013d}-1",
        "channel": "web",
        "account": "local",
        "chat_id": "mama",
        "reply_to": f"m{number}",
        "member_id": 100 + number % len(NAMES),
        "state": state,
        "request": request,
        "shot": {"subject": f"a scene number {number}", "seconds": 5.0, "camera": "push in"},
        "generator": generator,
        "generation": {"kind": kind, "prompt": f"A warm scene, number {number}", "negative_prompt": "blurry"},
        "attempt": 1,
        "low_seconds": 20.0,
        "high_seconds": 90.0,
        "reason": ("timeout", "content_refused", "needs_top_up")[number % 3] if state == "failed" else "",
        "detail": "quality: frozen" if number % 31 == 0 else "",
        "given_up": [],
        "decision": [decision],
        "steps": steps,
        "created_at": at,
        "started_at": at + 2,
        "finished_at": at + 2 + took,
    }


def _artifact(row: dict[str, object], media: Path) -> dict[str, object]:
    name, is_clip = row["artifact_id"], row["request"]["kind"] == "video"  # type: ignore[index]
    return {
        "id": name,
        "member_id": row["member_id"],
        "job_id": row["id"],
        "kind": "video" if is_clip else "image",
        "path": str(media / f"{name}.{'mp4' if is_clip else 'png'}"),
        "poster": str(media / f"{name}.jpg") if is_clip else "",
        "is_source": False,
        "created_at": row["finished_at"],
    }


def _call(row: dict[str, object]) -> dict[str, object]:
    return {
        "key": f"{row['workflow_id']}-1",
        "job_id": row["id"],
        "generator": row["generator"],
        "state": "refused" if row["state"] == "failed" else "settled",
        "price_fen": 60 if row["generator"] == "kling" else 0,
        "opened_at": row["started_at"],
        "settled_at": row["finished_at"],
        "measured": _measured(int(str(row["id"]))) if row["generator"] == "storyboard" else None,
    }


def _measured(number: int) -> dict[str, object]:
    """As if it had been made on a card of the house."""
    return {
        "plan": "int8",
        "seconds": {"encode": 0.4, "denoise": 12.0},
        "peak_bytes": 5_000_000_000 + number * 1000,
        "temporal_ssim": None if number % 5 == 0 else 0.9 + number % 10 / 100,
    }


def _run(row: dict[str, object]) -> dict[str, object]:
    took = row["finished_at"] - row["started_at"]  # type: ignore[operator]
    at = row["finished_at"]
    return {
        "generator": row["generator"],
        "kind": row["request"]["kind"],
        "seconds": 5.0,
        "took_seconds": took,
        "at": at,
    }  # type: ignore[index]


def _letter(row: dict[str, object]) -> dict[str, object]:
    return {
        "client_id": f"job-{row['id']}-result-0",
        "channel": "web",
        "account": "local",
        "chat_id": "mama",
        "member_id": row["member_id"],
        "purpose": "result",
        "kind": "video",
        "text": "好了",
        "artifact_id": row["artifact_id"],
        "job_id": row["id"],
        "state": "delivered",
        "created_at": row["finished_at"],
        "settled_at": row["finished_at"],
    }


def _turn(row: dict[str, object]) -> dict[str, object]:
    number = int(str(row["id"]))
    return {
        "channel": "web",
        "account": "local",
        "chat_id": "mama",
        "member_id": row["member_id"],
        "said": "拍个视频",
        "replied": "好",
        "intent": ("video", "weather", "chat", "")[number % 4],
        "slots": {},
        "at": row["created_at"],
        "tier": ("rules", "classifier", "model", "")[number % 4],
    }


class Counted:
    """Counts what is asked of the database while the block runs, and how many rows came back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.statements: list[str] = []

    def __enter__(self) -> "Counted":
        sa.event.listen(self._connection, "before_cursor_execute", self._count)
        return self

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self._connection, "before_cursor_execute", self._count)

    def _count(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements.append(statement)


Query = Callable[[Connection], object]
