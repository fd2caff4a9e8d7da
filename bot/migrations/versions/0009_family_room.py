"""The family's room: who sits in it, and what is on its way to each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the database one step on."""
    op.create_table(
        "room_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=50), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.Float(), nullable=False),
        sa.Column("digest_at", sa.Float(), nullable=False),
        sa.Column("is_away", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("missed", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_room_seats_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_seats")),
        sa.UniqueConstraint("channel", "account", "user_id", name=op.f("uq_room_seats_channel")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "room_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), server_default="", nullable=False),
        sa.Column("artifact_id", sa.String(length=64), server_default="", nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["room_seats.id"], name=op.f("fk_room_lines_seat_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_room_lines_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_lines")),
        sa.UniqueConstraint("seat_id", "source", "piece", name=op.f("uq_room_lines_seat_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_room_lines_letter_id", "room_lines", ["letter_id"], unique=False)
    op.add_column("outbox", sa.Column("is_in_room", sa.Boolean(), server_default="0", nullable=False))
