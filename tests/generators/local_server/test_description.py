"""The server keeps to its own OpenAPI description, whatever it is sent: schemathesis makes the requests up.

Bounded: a few requests an operation, always the same ones.
"""

import warnings
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest

from tests.generators.local_server.house import KEY, Running

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis

EXAMPLES = 12


def checks() -> list[Callable[..., Any]]:
    from schemathesis import checks
    from schemathesis.specs.openapi import checks as openapi

    return [
        checks.not_a_server_error,
        openapi.status_code_conformance,
        openapi.content_type_conformance,
        openapi.response_schema_conformance,
    ]


@pytest.mark.filterwarnings("ignore")
def test_nothing_made_up_breaks_the_server_or_its_promise(server: Running) -> None:
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    tried: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        tried.append(operation.label)

        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy())
        def try_out(case: Any) -> None:
            case.call_and_validate(headers={"authorization": f"Bearer {KEY}"}, checks=checks(), timeout=60)

        try_out()
    assert {"POST /v1/videos", "POST /v1/images/generations", "POST /generate", "GET /metrics"} <= set(tried)
    for video in server.http.get("/v1/videos", params={"limit": 100}).json()["data"]:
        server.http.post(f"/v1/videos/{video['id']}/cancel").raise_for_status()
