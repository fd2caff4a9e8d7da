"""What channels have to know again after a restart: how far they have read, and the newest token of each person."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring the database one step on."""
    op.create_table(
        "channel_marks",
        sa.Column("channel", sa.String(length=50), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "name", name=op.f("pk_channel_marks")),
    )
