"""JSON bodies held against the `requestBody` of a document of tests/contracts.

    Bodies("zhipu").problems("submit", b"{}")      # [Problem("model", "missing")]

Where several schemas are offered by `oneOf`, an object is held against the one whose `model` (or `model_name`, or `type`) it names, so that the answer is about
the field and not about the choice. What stands in a schema and is not understood here is an error.
"""

import json
import re
from typing import Any

import yaml

from tests.contracts.checker import FOLDER, Problem

UNDERSTOOD = {
    *("type", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "items"),
    *("properties", "required", "additionalProperties", "oneOf", "anyOf", "description"),
}
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


class Bodies:
    """The bodies of one service's requests, by operationId."""

    def __init__(self, name: str) -> None:
        document = yaml.load((FOLDER / f"{name}.openapi.yaml").read_bytes(), Loader=yaml.CSafeLoader)
        self._schemas = document.get("components", {}).get("schemas", {})
        self._bodies: dict[str, Any] = {}
        for operations in document["paths"].values():
            for operation in operations.values():
                if body := operation.get("requestBody"):
                    self._bodies[operation["operationId"]] = body["content"]["application/json"]["schema"]
        for schema in (*self._schemas.values(), *self._bodies.values()):
            self._understand(schema)

    def problems(self, operation_id: str, body: bytes) -> list[Problem]:
        """Everything that is wrong with a body; empty too where an operation has none."""
        schema = self._bodies.get(operation_id)
        if schema is None:
            return [] if not body else [Problem("body", "unknown")]
        try:
            given = json.loads(body)
        except ValueError:
            return [Problem("body", "wrong", "is no JSON")]
        return self._unfit("body", given, schema)

    def _unfit(self, name: str, given: Any, schema: Any) -> list[Problem]:
        schema = self._resolved(schema)
        if "oneOf" in schema:
            return self._unfit_choice(name, given, schema["oneOf"])
        wanted = schema["type"]
        fits: bool = isinstance(given, TYPES[wanted])
        if not fits or (isinstance(given, bool) and wanted != "boolean"):
            return [Problem(name, "wrong", f"is no {wanted}")]
        if wanted == "object":
            return self._unfit_object(given, schema)
        if wanted == "array":
            if not schema.get("minItems", 0) <= len(given) <= schema.get("maxItems", len(given)):
                return [Problem(name, "wrong", f"has {len(given)} items")]
            return [problem for each in given for problem in self._unfit(name, each, schema["items"])]
        if "enum" in schema and given not in schema["enum"]:
            return [Problem(name, "wrong", f"is none of {schema['enum']}")]
        if wanted == "string":
            if not schema.get("minLength", 0) <= len(given) <= schema.get("maxLength", len(given)):
                return [Problem(name, "wrong", f"has {len(given)} characters")]
            if "pattern" in schema and not re.search(schema["pattern"], given):
                return [Problem(name, "wrong", "is written wrongly")]
        elif wanted != "boolean" and not schema.get("minimum", given) <= given <= schema.get("maximum", given):
            return [Problem(name, "wrong", "is out of range")]
        return []

    def _unfit_object(self, given: dict[str, Any], schema: Any) -> list[Problem]:
        known = schema.get("properties", {})
        found = [Problem(name, "missing") for name in schema.get("required", ()) if name not in given]
        for name, value in given.items():
            if name in known:
                found += self._unfit(name, value, known[name])
            elif schema.get("additionalProperties") is False:
                found.append(Problem(name, "unknown"))
        ways = [way["required"] for way in schema.get("anyOf", ())]
        if ways and not any(all(name in given for name in way) for way in ways):
            found.append(Problem(ways[0][0], "missing", "or one of the others that do"))
        return found

    def _unfit_choice(self, name: str, given: Any, choices: list[Any]) -> list[Problem]:
        resolved = [self._resolved(choice) for choice in choices]
        if isinstance(given, dict):
            model = next(each for each in ("model", "model_name", "type") if each in resolved[0]["properties"])
            if model not in given:
                return [Problem(model, "missing")]
            resolved = [each for each in resolved if given[model] in each["properties"][model]["enum"]]
            return self._unfit(name, given, resolved[0]) if resolved else [Problem(model, "wrong", "is not sold")]
        found = [self._unfit(name, given, each) for each in resolved]
        return [] if [] in found else min(found, key=len)

    def _resolved(self, schema: Any) -> Any:
        return self._schemas[schema["$ref"].removeprefix("#/components/schemas/")] if "$ref" in schema else schema

    def _understand(self, schema: Any) -> None:
        if "$ref" in schema:
            return
        unknown = schema.keys() - UNDERSTOOD
        assert not unknown, f"the checker does not understand {sorted(unknown)}"
        for inside in (*schema.get("properties", {}).values(), *schema.get("oneOf", ())):
            self._understand(inside)
        if "items" in schema:
            self._understand(schema["items"])
