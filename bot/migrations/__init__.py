"""Steps from one shape of the app database to the next, one file each, never changed once released."""

from pathlib import Path

from sqlalchemy import Connection

VERSIONS = Path(__file__).parent / "versions"


def newest() -> str:
    """The revision this program works with. File names start with it, so that nothing needs to be imported to know it."""
    return max(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def known() -> set[str]:
    """All revisions this program can start from."""
    return {path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*_*.py")}


def upgrade(connection: Connection) -> None:
    """Bring the database to `newest()` inside the caller's transaction."""
    # Alembic takes 70 ms to import; a start with a database of the right shape does without it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
