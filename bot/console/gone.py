"""A browser that goes away before its answer has begun, as one that is closed while pictures load, is nobody's error."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


async def answered_unless_gone(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Let the application answer. Starlette's middlewares end such a request with "No response returned", which would be logged
    with its traceback as if something were broken; every other error goes on."""
    is_gone = has_begun = False

    async def hearing() -> Message:
        nonlocal is_gone
        message = await receive()
        is_gone = is_gone or message["type"] == "http.disconnect"
        return message

    async def sending(message: Message) -> None:
        nonlocal has_begun
        # What is sent to nobody, as the middlewares' own page about the error is, is no answer.
        has_begun = has_begun or not is_gone
        await send(message)

    try:
        await app(scope, hearing, sending)
    except RuntimeError:
        if has_begun or not is_gone:
            raise
