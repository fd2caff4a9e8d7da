"""What the storyboard's prompt says: one `key: value` a line, as `prompts/shots/storyboard.yaml` renders it."""

from dataclasses import dataclass, fields

CAMERAS = ("static", "push in", "pull out", "pan left", "pan right", "tilt up", "tilt down", "orbit", "follow")


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a shot the card shows. English, except title and note; each may be empty."""

    title: str = ""
    camera: str = "static"
    """One of `CAMERAS`."""
    framing: str = ""
    lighting: str = ""
    subject: str = ""
    description: str = ""
    motion: str = ""
    scene: str = ""
    atmosphere: str = ""
    style: str = ""
    palette: str = ""
    note: str = ""


def read_plan(prompt: str) -> Plan:
    """Take what is known and leave the rest: a preview of half a shot is better than none.

    A prompt without a single known key is taken for the description.
    """
    known = {field.name for field in fields(Plan)}
    found: dict[str, str] = {}
    for line in prompt.splitlines():
        key, colon, value = line.partition(":")
        if colon and key.strip().lower() in known:
            found[key.strip().lower()] = " ".join(value.split())
    if not found:
        found["description"] = " ".join(prompt.split())
    camera = found.get("camera", "").lower().replace("-", " ")
    found["camera"] = camera if camera in CAMERAS else "static"
    return Plan(**found)
