"""Run by Alembic: uses the connection that `upgrade` hands over."""

from alembic import context

from bot.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
