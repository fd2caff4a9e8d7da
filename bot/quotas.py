"""How many clips and pictures may still be made today, for a member and for a group.

Nothing is counted up: the jobs' rows of the family's day are looked at each time. A job that fails is given back by that alone, and
no restart or kill can lose or double one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.config import QuotaSettings
from bot.days import day_of
from bot.family import Address, Member
from bot.room_book import is_seat, seat_id
from bot.tables import allowances, audit, jobs, ledger, members
from generators.base import Kind
from intents.engine.types import MediaRequest, Say, Value

GIVEN_BACK = ("failed", "undelivered")
NEVER_CHARGED = ("refused", "lost")


@dataclass(frozen=True, slots=True)
class Left:
    """How many more may be made today; None is as many as anybody likes."""

    videos: int | None
    images: int | None
    group_videos: int | None
    """By all of the group together; None outside of groups, too."""


class Quotas:
    """Counts jobs and decides. `is_preview` tells whether a request would only be previewed as things stand, `previews` are the
    names of the generators that make previews."""

    def __init__(
        self,
        settings: QuotaSettings,
        zone: ZoneInfo,
        now: Callable[[], float],
        *,
        is_preview: Callable[[MediaRequest], bool],
        previews: Iterable[str],
    ) -> None:
        self._settings = settings
        self._zone = zone
        self._now = now
        self._is_preview = is_preview
        self._previews = frozenset(previews)

    def check(
        self, connection: Connection, member: Member, group: Address | None, wanted: Sequence[MediaRequest]
    ) -> Say | None:
        """Why the member may not have all of `wanted` today; None to let them pass. `group` is where he asks, None in a direct chat."""
        # A preview costs nothing and is no clip: with nothing configured 小爱 may be tried out all day long.
        counted = [request.kind for request in wanted if not self._is_preview(request)]
        if not counted or self.is_exempt(member):
            return None
        left = self.left(connection, member, group)
        videos, images = counted.count("video"), counted.count("image")
        if left.videos is not None and videos > left.videos:
            return _used_up("video", videos, left.videos, member, self._most_videos(connection, member))
        if left.images is not None and images > left.images:
            return _used_up("image", images, left.images, member, self._settings.images_per_day)
        if left.group_videos is not None and videos > left.group_videos:
            # The member's own is not used up, so there is another way.
            values = {"limit": self._settings.group_videos_per_day, "wanted": videos, "left": left.group_videos}
            return Say("quota.group_used_up", values)
        return None

    def left(self, connection: Connection, member: Member, group: Address | None = None) -> Left:
        """What a member may still have made today, in a group or else in his direct chat."""
        if self.is_exempt(member):
            return Left(None, None, None)
        settings = self._settings
        own = self._made(connection, jobs.c.member_id == member.id)
        videos = self._most_videos(connection, member) - own.count("video") if settings.videos_per_day else None
        images = settings.images_per_day - own.count("image") if settings.images_per_day else None
        of_group = None
        if group and settings.group_videos_per_day:
            of_group = settings.group_videos_per_day - self._made_in(connection, group).count("video")
        return Left(_not_less_than_none(videos), _not_less_than_none(images), _not_less_than_none(of_group))

    def is_exempt(self, member: Member) -> bool:
        """Whether nothing is counted for him."""
        return member.name in self._settings.exempt

    def give(self, connection: Connection, member: Member, extra: int, *, by: str, at: float) -> int | None:
        """Let the member make so many more clips, today only. Returns how many he then has left, None where there is no limit for him.

        `at` is when the order was sent: the same order once more, after a kill in its turn, gives nothing.
        """
        if not self._settings.videos_per_day or self.is_exempt(member):
            return None
        day = day_of(self._now(), self._zone).name
        values = {"member_id": member.id, "day": day, "extra": extra, "at": at}
        given = sa.select(allowances.c.id).where(*(allowances.c[name] == value for name, value in values.items()))
        if connection.scalar(given) is None:
            connection.execute(sa.insert(allowances).values(values))
            entry = {"at": self._now(), "who": by, "what": "allowed", "detail": f"{member.id} +{extra}"}
            connection.execute(sa.insert(audit).values(entry))
        return self.left(connection, member).videos

    def erase(self, connection: Connection, member_id: int) -> int:
        """Delete what the admin gave the member beyond his share; returns 0, for it is nothing of the member's own."""
        connection.execute(sa.delete(allowances).where(allowances.c.member_id == member_id))
        return 0

    def drop(self, member_id: int) -> None:
        """Nothing of it is in memory."""

    def used(self, connection: Connection, member: Member) -> tuple[int, int]:
        """A member's clips and pictures of today that count."""
        own = self._made(connection, jobs.c.member_id == member.id)
        return own.count("video"), own.count("image")

    def made_today(self, connection: Connection) -> int:
        """Clips and pictures of everybody, previews and what came to nothing aside."""
        return len(self._made(connection))

    def _most_videos(self, connection: Connection, member: Member) -> int:
        today = day_of(self._now(), self._zone).name
        extra = sa.select(sa.func.sum(allowances.c.extra)).where(
            allowances.c.member_id == member.id, allowances.c.day == today
        )
        return self._settings.videos_per_day + (connection.scalar(extra) or 0)

    def _made_in(self, connection: Connection, group: Address) -> list[Kind]:
        """For those nothing is counted for, nothing is counted in the group either."""
        where = [jobs.c.channel == group.channel, jobs.c.account == group.account, jobs.c.chat_id == group.id]
        if is_seat(group.id):
            # Each member has a seat of his own in the one room.
            where = [jobs.c.chat_id.startswith(seat_id(""))]
        if self._settings.exempt:
            exempt = sa.select(members.c.id).where(members.c.name.in_(self._settings.exempt))
            where.append(jobs.c.member_id.not_in(exempt))
        return self._made(connection, *where)

    def _made(self, connection: Connection, *where: sa.ColumnElement[bool]) -> list[Kind]:
        """The kind of each job of today that counts."""
        day = day_of(self._now(), self._zone)
        paid = sa.exists().where(
            ledger.c.job_id == jobs.c.id,
            ledger.c.price_fen > 0,
            ledger.c.state.not_in(NEVER_CHARGED),
            sa.or_(ledger.c.ticket != "", ledger.c.location != ""),
        )
        # Undelivered is given back as long as it lies there; sent again it counts again. One that waits for the admin counts.
        counts = sa.or_(jobs.c.state.not_in((*GIVEN_BACK, "cancelled")), sa.and_(jobs.c.state == "cancelled", paid))
        columns = (jobs.c.generator, jobs.c.request)
        of_day = sa.select(*columns).where(jobs.c.created_at >= day.begin, jobs.c.created_at < day.end, counts, *where)
        return [row.request["kind"] for row in connection.execute(of_day) if not self._was_preview(*row)]

    def _was_preview(self, generator: str, request: object) -> bool:
        if generator:
            return generator in self._previews
        return self._is_preview(MediaRequest.model_validate(request))


def _used_up(kind: Kind, wanted: int, left: int, member: Member, limit: int) -> Say:
    if left:
        return Say(f"quota.too_many_{kind}", {"wanted": wanted, "left": left})
    # Only of videos an admin can give more for a day, and is told how.
    of_videos: Mapping[str, Value] = {"name": member.name, "admin": member.role == "admin"} if kind == "video" else {}
    return Say(f"quota.used_up_{kind}", {"limit": limit, **of_videos})


def _not_less_than_none(left: int | None) -> int | None:
    """A limit that was lowered during the day leaves nobody in debt."""
    return max(left, 0) if left is not None else None
