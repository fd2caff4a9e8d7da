"""How generators are doing, kept over restarts, which one was chosen for a job and why, and checksums of what they made."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the database one step on."""
    op.add_column("jobs", sa.Column("decision", sa.JSON(), nullable=True))
    op.add_column("artifacts", sa.Column("sha256", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "generator_health",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("last_code", sa.String(length=50), server_default="", nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("last_error_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_generator_health")),
    )
