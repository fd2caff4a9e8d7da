"""Who may do what on the pages: one table, asked in one place, the door. What it does not name, nobody may."""

from bot.doors.readers import Role

_ADMIN = frozenset[Role]({"admin"})
_TALKS = frozenset[Role]({"admin", "member"})
_EVERYBODY = frozenset[Role]({"admin", "member", "viewer"})

# A path that ends with / stands for everything below it.
ROUTES: dict[str, frozenset[Role]] = {
    "/": _TALKS,
    "/say": _TALKS,
    "/uploads": _TALKS,
    "/uploads/": _TALKS,
    "/gallery": _EVERYBODY,
    "/media/": _EVERYBODY,
    "/jobs": _ADMIN,
    "/templates": _ADMIN,
    "/members": _ADMIN,
    "/overview": _ADMIN,
    "/events": _ADMIN,
    "/settings": _ADMIN,
    "/metrics": _ADMIN,
    "/diagnosis": _ADMIN,
    "/leave": _EVERYBODY,
    "/look/": _EVERYBODY,
    "/favicon.ico": _EVERYBODY,
    # NiceGUI's own scripts and its websocket, which talks only to a page that was given out.
    "/_nicegui/": _EVERYBODY,
    "/_nicegui_ws/": _EVERYBODY,
}


def may(role: Role, path: str) -> bool:
    """Whether the table lets this role ask for the path."""
    return role in _row(path)


def is_known(path: str) -> bool:
    """Whether there is anything at this path, for anybody."""
    return bool(_row(path))


def first_page(role: Role) -> str:
    """Where a reader is taken who asked for no page, without the slash."""
    return "gallery" if role == "viewer" else ""


def _row(path: str) -> frozenset[Role]:
    if path in ROUTES:
        return ROUTES[path]
    below = [known for known in ROUTES if known.endswith("/") and known != "/" and path.startswith(known)]
    return ROUTES[max(below, key=len)] if below else frozenset()
