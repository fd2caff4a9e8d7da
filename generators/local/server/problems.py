"""Everything that is refused or goes wrong, in OpenAI's error shape: `{"error": {message, type, param, code}}`."""

import logging
from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

_TYPES = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error"}

_log = logging.getLogger(__name__)


class ErrorInside(BaseModel):
    """What is wrong and where."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class ApiError(BaseModel):
    """The body of every answer that is no success."""

    error: ErrorInside


class Problem(Exception):
    """A request that cannot be done."""

    def __init__(
        self, status: int, message: str, *, param: str | None = None, code: str | None = None, retry_after: int = 0
    ) -> None:
        super().__init__(message)
        self.status, self.param, self.code, self.retry_after = status, param, code, retry_after


def bad(param: str, message: str) -> Problem:
    """A field that is wrong."""
    return Problem(400, f"{param}: {message}", param=param, code="invalid_value")


def wrong_fields(errors: Sequence[ErrorDetails]) -> Problem:
    """The first of the fields that are wrong. Its value is not repeated: it may be a whole picture."""
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"]) or "body"
    return bad(place, first["msg"])


def answer(problem: Problem) -> JSONResponse:
    """The response it is told with."""
    inside = ErrorInside(
        message=str(problem),
        type=_TYPES.get(problem.status, "server_error" if problem.status >= 500 else "invalid_request_error"),
        param=problem.param,
        code=problem.code,
    )
    headers = {"retry-after": str(problem.retry_after)} if problem.retry_after else {}
    if problem.status == 401:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(ApiError(error=inside).model_dump(), problem.status, headers)


def install(app: FastAPI) -> None:
    """Every way a request can end without success goes through here."""

    @app.exception_handler(Problem)
    async def refused(request: Request, error: Problem) -> JSONResponse:
        return answer(error)

    @app.exception_handler(RequestValidationError)
    async def misspelt(request: Request, error: RequestValidationError) -> JSONResponse:
        return answer(wrong_fields([_without_source(one) for one in error.errors()]))

    @app.exception_handler(ValidationError)
    async def misread(request: Request, error: ValidationError) -> JSONResponse:
        return answer(wrong_fields(error.errors()))

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> JSONResponse:
        told = answer(Problem(error.status_code, str(error.detail)))
        told.headers.update(error.headers or {})
        return told

    @app.exception_handler(Exception)
    async def broke(request: Request, error: Exception) -> JSONResponse:
        _log.error("%s %s broke", request.method, request.url.path, exc_info=error)
        return answer(Problem(500, "a bug of the server; its log says more", code="server_error"))


def _without_source(error: ErrorDetails) -> ErrorDetails:
    """`query.limit` is `limit` to whoever wrote it."""
    return {**error, "loc": error["loc"][1:] or error["loc"]}
