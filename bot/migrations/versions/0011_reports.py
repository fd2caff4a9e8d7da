"""What the console tells of the past: which tier read a message, when a job entered its stages; and the ways to look it up."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the database one step on."""
    op.add_column("exchanges", sa.Column("tier", sa.String(length=20), server_default="", nullable=False))
    op.add_column("jobs", sa.Column("steps", sa.JSON(), nullable=True))
    op.create_index("ix_exchanges_at", "exchanges", ["at"])
    op.create_index("ix_jobs_member_id", "jobs", ["member_id", "id"])
    op.create_index("ix_jobs_generator", "jobs", ["generator", "id"])
    op.create_index("ix_ledger_job_id", "ledger", ["job_id"])
    op.create_index("ix_ledger_opened_at", "ledger", ["opened_at"])
    op.create_index("ix_runs_at", "runs", ["at"])
    op.create_index("ix_artifacts_created_at", "artifacts", ["created_at"])
    op.create_index("ix_artifacts_member_id", "artifacts", ["member_id", "created_at"])
