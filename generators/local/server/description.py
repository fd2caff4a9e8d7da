"""The OpenAPI description of bodies that come as JSON or as a form, which FastAPI cannot say by itself."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from generators.local.server.wishes import ImageWish, SimpleWish, VideoWish

REFERENCE = "#/components/schemas/{model}"
BODIES = (VideoWish, ImageWish, SimpleWish)


def body_of(wish: type[BaseModel], *, has_files: bool = False) -> dict[str, Any]:
    """What goes into `openapi_extra` of a route that reads this wish, as JSON, and with files as a form as well."""
    schema = {"$ref": REFERENCE.format(model=wish.__name__)}
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if has_files:
        content["multipart/form-data"] = {"schema": {"$ref": REFERENCE.format(model=_form_name(wish))}}
    return {"requestBody": {"required": True, "content": content}}


def describe(app: FastAPI) -> None:
    """Have the application describe those bodies too."""
    plain = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            schemas = document["components"]["schemas"]
            for wish in BODIES:
                schema = wish.model_json_schema(ref_template=REFERENCE)
                schemas |= schema.pop("$defs", {})
                schemas[wish.__name__] = schema
            schemas[_form_name(VideoWish)] = _form(schemas["VideoWish"])
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]


def _form_name(wish: type[BaseModel]) -> str:
    return f"{wish.__name__}Form"


def _form(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields as parts of a form: pictures are files, lists are JSON in a text."""
    fields = dict(schema["properties"])
    for name in ("input_reference", "last_image"):
        fields[name] = {"type": "string", "format": "binary", "description": "a picture"}
    for name in ("extends", "control_video"):
        fields[name] = {"type": "string", "description": "a clip, or the id of one"}
    for name in ("keyframes", "segments"):
        fields[name] = {"type": "string", "description": f"{name} as JSON", "examples": ["[]"]}
    plain = {key: value for key, value in schema.items() if key != "examples"}
    return {**plain, "title": f"{schema['title']}Form", "properties": fields}
