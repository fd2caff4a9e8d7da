"""Requests held against a description of the service: an OpenAPI document of tests/contracts, written from the vendor's pages.

    contract = Contract("amap")
    contract.problems("GET", "/v3/geocode/geo", {"key": "k"})      # [Problem("address", "missing")]

Understands what the documents here need: paths, `in: query`, `in: header` and `in: path`, `$ref` to components/parameters, `required`, and in
`schema` type, enum, pattern, minimum, maximum, minLength, maxLength. Anything else in a document is an error: a rule
that nobody checks looks like one that holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent
UNDERSTOOD = {"type", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "description", "default"}
TYPES = {"string": r"(?s).*", "integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": r"true|false"}

Wrong = Literal["missing", "unknown", "wrong"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not as the contract says: a parameter, or the `path` or `method` itself."""

    name: str
    wrong: Wrong
    detail: str = ""


class Contract:
    """One service's document, `tests/contracts/<name>.openapi.yaml`."""

    def __init__(self, name: str) -> None:
        document = yaml.load((FOLDER / f"{name}.openapi.yaml").read_bytes(), Loader=yaml.CSafeLoader)
        shared = document.get("components", {}).get("parameters", {})
        self._operations: dict[tuple[str, str], list[Any]] = {}
        self.operation_ids: dict[tuple[str, str], str] = {}
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                parameters = [_resolved(parameter, shared) for parameter in operation["parameters"]]
                self._operations[method.upper(), path] = parameters
                self.operation_ids[method.upper(), path] = operation["operationId"]

    def problems(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> list[Problem]:
        """Everything that is wrong with a request, in the order of the document; headers beyond the document are fine."""
        template, in_path = self._template(path)
        parameters = self._operations.get((method, template))
        if parameters is None:
            known = any(template == other for _, other in self._operations)
            return [Problem("method" if known else "path", "unknown", f"{method} {path}")]
        in_header = {name.lower(): value for name, value in (headers or {}).items()}
        given = {"query": query, "header": in_header, "path": in_path}
        found = []
        for parameter in parameters:
            place, name = parameter["in"], parameter["name"]
            value = given[place].get(name.lower() if place == "header" else name)
            if value is None:
                if parameter.get("required"):
                    found.append(Problem(name, "missing"))
            elif detail := _unfit(value, parameter["schema"]):
                found.append(Problem(name, "wrong", detail))
        allowed = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
        return found + [Problem(name, "unknown") for name in query if name not in allowed]

    def operation_id(self, method: str, path: str) -> str | None:
        """What the document calls a request; None for one it does not know."""
        return self.operation_ids.get((method, self._template(path)[0]))

    def _template(self, path: str) -> tuple[str, dict[str, str]]:
        """The path as the document writes it, /current/{latitude}, and what stands in its places."""
        for _, template in self._operations:
            if match := re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), path):
                return template, match.groupdict()
        return path, {}


def _resolved(parameter: Any, shared: Mapping[str, Any]) -> Any:
    if "$ref" in parameter:
        parameter = shared[parameter["$ref"].removeprefix("#/components/parameters/")]
    unknown = parameter["schema"].keys() - UNDERSTOOD
    assert not unknown, f"{parameter['name']}: the checker does not understand {sorted(unknown)}"
    assert parameter["in"] in ("query", "header", "path"), parameter
    return parameter


def _unfit(value: str, schema: Mapping[str, Any]) -> str:
    if not re.fullmatch(TYPES[schema["type"]], value):
        return f"is no {schema['type']}"
    if "enum" in schema and value not in [str(each) for each in schema["enum"]]:
        return f"is none of {schema['enum']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return f"does not match {schema['pattern']}"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return f"has {len(value)} characters"
    if schema["type"] in ("integer", "number"):
        number = float(value)
        if not schema.get("minimum", number) <= number <= schema.get("maximum", number):
            return "is out of range"
    return ""
