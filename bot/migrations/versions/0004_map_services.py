"""Answers of the map and the weather that are kept, and how often the services were called on each day."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the database one step on."""
    op.create_table(
        "answers",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_expires_at"), "answers", ["expires_at"])
    op.create_table(
        "service_calls",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("service", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "service", "kind", name=op.f("pk_service_calls")),
    )
