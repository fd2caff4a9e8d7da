"""What the pages call the states, stages and reasons of jobs."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.jobs.records import Job

STATES: Mapping[str, str] = {
    "accepted": "排队",
    "running": "在做",
    "delivering": "在发",
    "done": "做好了",
    "undelivered": "没送到",
    "uncertain": "说不准送到没有",
    "failed": "没做成",
    "cancelled": "取消了",
    "needs_admin": "要人看一下",
}
STAGES: Mapping[str, str] = {
    "queue": "排队",
    "rewrite": "想画面",
    "route": "选生成器",
    "render": "写提示词",
    "generate": "生成",
    "check": "检查画面",
    "fit": "转成能放的文件",
    "deliver": "交给聊天",
}
KINDS: Mapping[str, str] = {"video": "视频", "image": "图片"}
REASONS: Mapping[str, str] = {
    "": "没写原因",
    "needs_top_up": "余额不够",
    "content_refused": "内容没过审",
    "photo_gone": "照片已经不在了",
    "photo_stays": "照片没有允许送出去",
    "busy": "那边太忙",
    "unreachable": "连不上",
    "bad_request": "设置或请求不对",
    "timeout": "等太久没有结果",
    "broken": "做出来是坏的",
    "lost": "那边忘了这个任务",
    "disk_full": "硬盘满了",
    "too_large": "文件太大，发不出去",
    "no_generator": "没有能做它的生成器",
    "day_budget": "今天的钱不够了",
    "clip_gone": "前面那段已经不在了",
    "already_long": "已经够长了",
    "cannot_continue": "没有能接着拍的生成器",
    "cancelled": "那边自己停了",
    "given_up": "管理员说算了",
    "unclear_payment": "不知道付没付钱",
    "other": "小爱自己出了错",
}
PASSED_OVER: Mapping[str, str] = {
    "cannot": "做不了这个",
    "tried": "试过了或者不让用",
    "leaves_out": "做不全",
    "budget": "今天的钱不够",
    "slow": "最近变慢了，排到后面",
}
CALLS: Mapping[str, str] = {
    "open": "发出去了，还没有回音",
    "taken": "那边收下了",
    "settled": "做完取回来了",
    "refused": "没收，没花钱",
    "lost": "那边忘了",
    "cancelled": "停下来了",
    "given_up": "不管它了",
}
LETTERS: Mapping[str, str] = {
    "waiting": "等着发",
    "sending": "正在发",
    "delivered": "发出去了",
    "failed": "没发成",
    "uncertain": "说不准发到没有",
}
QUALITY: Mapping[str, str] = {
    "black": "全黑",
    "flat": "只有一片颜色",
    "noise": "全是雪花",
    "frozen": "不动",
    "flicker": "闪得厉害",
    "cut": "中间跳了一下",
}


def why_passed_over(reason: str) -> str:
    """Why a generator was not taken: by the router, or the code of the failure it rests after."""
    return PASSED_OVER.get(reason) or f"歇着：{REASONS.get(reason, reason)}"


def duration(seconds: float | None) -> str:
    """3 秒, 1 分 20 秒, 2 小时 5 分; 0.4 秒 for what is shorter than a second and a half."""
    if seconds is None:
        return ""
    if seconds < 1.5:
        return f"{seconds:.1f} 秒"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    if minutes:
        return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分"
    return f"{rest} 秒"


def moment(at: float, now: float, zone: ZoneInfo) -> str:
    """14:02 today, else 11月20日 14:02, with the year where it is another."""
    when, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    if when.date() == today.date():
        return f"{when:%H:%M}"
    year = f"{when.year}年" if when.year != today.year else ""
    return f"{year}{when.month}月{when.day}日 {when:%H:%M}"


def size(count: int) -> str:
    """Bytes as 3 KB, 12.4 MB, 1.2 GB."""
    if count < 1_000_000:
        return f"{count / 1000:.0f} KB"
    if count < 1_000_000_000:
        return f"{count / 1_000_000:.1f} MB"
    return f"{count / 1_000_000_000:.1f} GB"


def called(job: Job, title: str) -> str:
    """What a job is called; one whose words are gone by its kind."""
    return title or f"（{KINDS[job.request.kind]}，内容已过保留期）"
