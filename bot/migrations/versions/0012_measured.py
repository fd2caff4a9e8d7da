"""What whoever made a clip measured of the making, beside the request it was made for."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring the database one step on."""
    op.add_column("ledger", sa.Column("measured", sa.JSON(), nullable=True))
