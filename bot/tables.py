"""The tables of `app.sqlite` (or of the schema `xiaoai` on PostgreSQL). Times are seconds since 1970, UTC.

Changed only together with a new file in `bot/migrations/versions/`; a test compares the two.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

members = Table(
    "members",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("role", String(10), nullable=False),
    Column("created_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

identities = Table(
    "identities",
    metadata,
    Column("channel", String(50), primary_key=True),
    Column("account", String(200), primary_key=True),
    Column("user_id", String(200), primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
)

chats = Table(
    "chats",
    metadata,
    Column("channel", String(50), primary_key=True),
    Column("account", String(200), primary_key=True),
    Column("chat_id", String(200), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("is_group", Boolean, nullable=False),
    Column("sent_since_inbound", Integer, nullable=False, server_default="0"),
)

strangers = Table(
    "strangers",
    metadata,
    Column("label", String(100), primary_key=True),
    Column("channel", String(50), nullable=False),
    Column("account", String(200), nullable=False),
    Column("address", String(200), nullable=False),
    Column("is_chat", Boolean, nullable=False),
    Column("first_seen_at", Float, nullable=False),
    Column("is_refused", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("channel", "account", "address", "is_chat"),
)

channel_marks = Table(
    "channel_marks",
    metadata,
    # See `bot/channels/base.py`, Mark.
    Column("channel", String(50), primary_key=True),
    Column("account", String(200), primary_key=True),
    Column("name", String(250), primary_key=True),
    Column("value", Text, nullable=False),
)

admin_codes = Table(
    "admin_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("tries_left", Integer, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(50), nullable=False),
    Column("account", String(200), nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("chat_id", String(200), nullable=False),
    Column("is_group", Boolean, nullable=False),
    Column("sender_id", String(200), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("pictures", JSON, nullable=False),
    Column("quoted_id", String(200), nullable=False, server_default=""),
    Column("sent_at", Float, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("done_at", Float),
    UniqueConstraint("channel", "account", "message_id"),
    sqlite_autoincrement=True,
)
Index(
    "ix_messages_open",
    messages.c.id,
    sqlite_where=messages.c.done_at.is_(None),
    postgresql_where=messages.c.done_at.is_(None),
)

sessions = Table(
    "sessions",
    metadata,
    Column("channel", String(50), primary_key=True),
    Column("account", String(200), primary_key=True),
    Column("chat_id", String(200), primary_key=True),
    Column("sender_id", String(200), primary_key=True),
    Column("pending", JSON, nullable=False),
    Column("expires_at", Float, nullable=False),
)

exchanges = Table(
    "exchanges",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(50), nullable=False),
    Column("account", String(200), nullable=False),
    Column("chat_id", String(200), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("said", Text, nullable=False),
    Column("replied", Text, nullable=False),
    Column("intent", String(50), nullable=False),
    Column("slots", JSON, nullable=False),
    Column("at", Float, nullable=False),
    # What read it: rules, classifier, model; empty where the message was an order, or older than this column.
    Column("tier", String(20), nullable=False, server_default=""),
)
Index("ix_exchanges_member_id", exchanges.c.member_id, exchanges.c.id)
Index("ix_exchanges_at", exchanges.c.at)

saved_places = Table(
    "saved_places",
    metadata,
    Column("member_id", ForeignKey("members.id"), primary_key=True),
    Column("name", String(50), primary_key=True),
    Column("address", String(200), nullable=False),
    Column("saved_at", Float, nullable=False),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String(50), nullable=False, server_default=""),
    Column("channel", String(50), nullable=False),
    Column("account", String(200), nullable=False),
    Column("chat_id", String(200), nullable=False),
    Column("is_group", Boolean, nullable=False),
    Column("sender_id", String(200), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("weekdays", String(7), nullable=False),
    Column("day", String(10), nullable=False),
    Column("at", String(5), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("fired_at", Float, nullable=False),
    UniqueConstraint("member_id", "number"),
    sqlite_autoincrement=True,
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workflow_id", String(100), nullable=False, unique=True),
    Column("message_row", ForeignKey("messages.id", ondelete="SET NULL")),
    Column("channel", String(50), nullable=False),
    Column("account", String(200), nullable=False),
    Column("chat_id", String(200), nullable=False),
    Column("reply_to", String(200), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("stage", String(20), nullable=False, server_default=""),
    Column("fraction", Float),
    Column("request", JSON, nullable=False),
    Column("shot", JSON),
    Column("generator", String(50), nullable=False, server_default=""),
    Column("generation", JSON),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("low_seconds", Float, nullable=False),
    Column("high_seconds", Float, nullable=False),
    Column("is_cancel_requested", Boolean, nullable=False, server_default="0"),
    Column("is_withheld", Boolean, nullable=False, server_default="0"),
    Column("has_restarted", Boolean, nullable=False, server_default="0"),
    Column("was_nudged", Boolean, nullable=False, server_default="0"),
    Column("reason", String(50), nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Column("artifact_id", String(64), nullable=False, server_default=""),
    Column("given_up", JSON, nullable=False),
    # The first job of those that were asked for together, on the first itself, too; 0 for one by itself.
    Column("batch", Integer, nullable=False, server_default="0"),
    # Of a long clip the parts that are finished, without the last: names in the folder of what is being made.
    Column("segments", JSON),
    # Somebody wanted to stop it while one of its parts was paid for and could not be stopped: no other is begun.
    Column("is_last_part", Boolean, nullable=False, server_default="0"),
    # What was left out or changed on the way to the generator, for the admin.
    Column("changes", JSON),
    # Which generators were chosen, one after another, and why no other was: for the admin.
    Column("decision", JSON),
    # When it entered which stage, oldest first: for the admin.
    Column("steps", JSON),
    Column("enqueued_at", Float),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("finished_at", Float),
    sqlite_autoincrement=True,
)
Index("ix_jobs_state", jobs.c.state)
Index("ix_jobs_created_at", jobs.c.created_at)
Index("ix_jobs_member_id", jobs.c.member_id, jobs.c.id)
Index("ix_jobs_generator", jobs.c.generator, jobs.c.id)

ledger = Table(
    "ledger",
    metadata,
    Column("key", String(150), primary_key=True),
    Column("job_id", ForeignKey("jobs.id"), nullable=False),
    Column("generator", String(50), nullable=False),
    Column("state", String(20), nullable=False),
    Column("ticket", Text, nullable=False, server_default=""),
    Column("location", Text, nullable=False, server_default=""),
    Column("price_fen", Integer, nullable=False),
    Column("opened_at", Float, nullable=False),
    Column("settled_at", Float),
    # See `generators/base.py`, Measured.
    Column("measured", JSON),
)
Index("ix_ledger_job_id", ledger.c.job_id)
Index("ix_ledger_opened_at", ledger.c.opened_at)

generator_health = Table(
    "generator_health",
    metadata,
    Column("name", String(50), primary_key=True),
    # See `generators/health.py`.
    Column("state", JSON, nullable=False),
    Column("last_code", String(50), nullable=False, server_default=""),
    Column("last_error", Text, nullable=False, server_default=""),
    Column("last_error_at", Float),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("generator", String(50), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("took_seconds", Float, nullable=False),
    Column("at", Float, nullable=False),
)
Index("ix_runs_generator", runs.c.generator, runs.c.id)
Index("ix_runs_at", runs.c.at)

artifacts = Table(
    "artifacts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("job_id", ForeignKey("jobs.id")),
    Column("kind", String(10), nullable=False),
    Column("path", Text, nullable=False),
    Column("poster", Text, nullable=False, server_default=""),
    # Of the file as it is kept, in hex; empty for what is older than this column.
    Column("sha256", String(64), nullable=False, server_default=""),
    Column("is_source", Boolean, nullable=False),
    Column("created_at", Float, nullable=False),
)
Index("ix_artifacts_created_at", artifacts.c.created_at)
Index("ix_artifacts_member_id", artifacts.c.member_id, artifacts.c.created_at)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", String(100), nullable=False, unique=True),
    Column("channel", String(50), nullable=False),
    Column("account", String(200), nullable=False),
    Column("chat_id", String(200), nullable=False),
    Column("member_id", Integer),
    Column("purpose", String(20), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("artifact_id", String(64), nullable=False, server_default=""),
    Column("reply_to", String(200), nullable=False, server_default=""),
    Column("job_id", ForeignKey("jobs.id")),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("receipt", String(200), nullable=False, server_default=""),
    # Said in the family's room, though it goes to one person's own chat.
    Column("is_in_room", Boolean, nullable=False, server_default="0"),
    Column("created_at", Float, nullable=False),
    Column("settled_at", Float),
    sqlite_autoincrement=True,
)
Index(
    "ix_outbox_open",
    outbox.c.id,
    sqlite_where=outbox.c.settled_at.is_(None),
    postgresql_where=outbox.c.settled_at.is_(None),
)
Index("ix_outbox_job_id", outbox.c.job_id)

room_seats = Table(
    "room_seats",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(50), nullable=False),
    Column("account", String(200), nullable=False),
    Column("user_id", String(200), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("heard_at", Float, nullable=False),
    Column("digest_at", Float, nullable=False),
    # The others were told that he has been silent for a day.
    Column("is_away", Boolean, nullable=False, server_default="0"),
    # Lines that were deleted before they could be sent to him.
    Column("missed", Integer, nullable=False, server_default="0"),
    UniqueConstraint("channel", "account", "user_id"),
    sqlite_autoincrement=True,
)

room_lines = Table(
    "room_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    # For whom it is. The first of a message is for its author, of kind `heard` and without a word: it was heard.
    Column("seat_id", ForeignKey("room_seats.id", ondelete="CASCADE"), nullable=False),
    # A digest of channel, account and the id of the message or letter it comes from; which piece of it.
    Column("source", String(64), nullable=False),
    Column("piece", Integer, nullable=False),
    # Whose words they are, or whom she answers.
    Column("author_id", ForeignKey("members.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    # How the channel finds a photo or clip that is not here yet.
    Column("picture", Text, nullable=False, server_default=""),
    Column("artifact_id", String(64), nullable=False, server_default=""),
    Column("at", Float, nullable=False),
    # The row of the outbox that carries it; the line is deleted when that comes to its end.
    Column("letter_id", Integer),
    UniqueConstraint("seat_id", "source", "piece"),
    sqlite_autoincrement=True,
)
Index("ix_room_lines_letter_id", room_lines.c.letter_id)

tastes = Table(
    "tastes",
    metadata,
    Column("member_id", ForeignKey("members.id"), primary_key=True),
    # style, mood, camera, aspect
    Column("kind", String(20), primary_key=True),
    Column("value", String(100), nullable=False),
    # Said to hold from now on; else only what was asked for last.
    Column("is_standing", Boolean, nullable=False),
    Column("at", Float, nullable=False),
)

shown_ideas = Table(
    "shown_ideas",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("idea", Text, nullable=False),
    Column("at", Float, nullable=False),
)
Index("ix_shown_ideas_member_id", shown_ideas.c.member_id, shown_ideas.c.id)

consents = Table(
    "consents",
    metadata,
    Column("member_id", ForeignKey("members.id"), primary_key=True),
    # Name of a generator or of a language model's entry in the settings.
    Column("provider", String(100), primary_key=True),
    Column("is_allowed", Boolean, nullable=False),
    # Who decided: an adult, where the pictures are a child's.
    Column("decided_by", ForeignKey("members.id"), nullable=False),
    Column("at", Float, nullable=False),
)

allowances = Table(
    "allowances",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    # The family's own day, 2026-11-21.
    Column("day", String(10), nullable=False),
    Column("extra", Integer, nullable=False),
    Column("at", Float, nullable=False),
)
Index("ix_allowances_member_id", allowances.c.member_id, allowances.c.day)

switches = Table(
    "switches",
    metadata,
    Column("name", String(30), primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Float, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("who", String(100), nullable=False),
    Column("what", String(50), nullable=False),
    Column("detail", Text, nullable=False),
)

model_calls = Table(
    "model_calls",
    metadata,
    # The family's own day, 2026-11-21.
    Column("day", String(10), primary_key=True),
    Column("model", String(100), primary_key=True),
    Column("purpose", String(20), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("kind", String(30), primary_key=True),
    Column("key", String(400), primary_key=True),
    Column("value", Text, nullable=False),
    Column("expires_at", Float, nullable=False),
)
Index("ix_answers_expires_at", answers.c.expires_at)

service_calls = Table(
    "service_calls",
    metadata,
    # The family's own day, 2026-11-21.
    Column("day", String(10), primary_key=True),
    Column("service", String(30), primary_key=True),
    Column("kind", String(30), primary_key=True),
    Column("calls", Integer, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    # SHA-256 of the secret in the link, in hex; empty once it was used.
    Column("digest", String(64), nullable=False),
    Column("role", String(10), nullable=False),
    # Whom it lets in; none for somebody who only looks.
    Column("member_id", ForeignKey("members.id")),
    Column("name", String(100), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("used_at", Float),
    sqlite_autoincrement=True,
)

browsers = Table(
    "browsers",
    metadata,
    # SHA-256 of the cookie, in hex.
    Column("digest", String(64), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("member_id", ForeignKey("members.id")),
    Column("invitation_id", ForeignKey("invitations.id", ondelete="CASCADE")),
    # Which password was set when the admin came in; another one lets nobody of before in.
    Column("password_mark", String(64), nullable=False, server_default=""),
    Column("created_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
)

links = Table(
    "links",
    metadata,
    # SHA-256 of the secret in the link, in hex.
    Column("digest", String(64), primary_key=True),
    Column("artifact_id", ForeignKey("artifacts.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
)
