"""What surrounds clips and pictures: taste, ideas, consent, allowances, switches, and jobs of several parts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the database one step on."""
    op.add_column("jobs", sa.Column("batch", sa.Integer(), server_default="0", nullable=False))
    op.add_column("jobs", sa.Column("segments", sa.JSON(), nullable=True))
    op.add_column("jobs", sa.Column("is_last_part", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("jobs", sa.Column("changes", sa.JSON(), nullable=True))
    op.create_index("ix_jobs_created_at", "jobs", ["created_at"])
    op.create_table(
        "tastes",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("is_standing", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_tastes_member_id")),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_tastes")),
    )
    op.create_table(
        "shown_ideas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("idea", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_shown_ideas_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_ideas")),
    )
    op.create_index("ix_shown_ideas_member_id", "shown_ideas", ["member_id", "id"])
    op.create_table(
        "consents",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=100), nullable=False),
        sa.Column("is_allowed", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consents_member_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_consents_decided_by")),
        sa.PrimaryKeyConstraint("member_id", "provider", name=op.f("pk_consents")),
    )
    op.create_table(
        "allowances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_allowances_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowances")),
    )
    op.create_index("ix_allowances_member_id", "allowances", ["member_id", "day"])
    op.create_table(
        "switches",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switches")),
    )
