"""The error answers of an operation, as the description of the API shows them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from accounts.serializers.errors import ErrorsSerializer

# Status: what it says, and an example (field, code, message).
_ERRORS: dict[int, tuple[str, tuple[str | None, str, str]]] = {
    400: (
        "Something in the request is wrong.",
        ("quantity", "invalid", "A valid number is required."),
    ),
    401: (
        "No login, or a token that does not hold.",
        (None, "not_authenticated", "Authentication credentials were not provided."),
    ),
    403: (
        "The login or the scope of its token does not reach as far, or a session sends no CSRF "
        "token.",
        (None, "permission_denied", "You do not have permission to perform this action."),
    ),
    404: (
        "It does not exist, or not for this login.",
        (None, "not_found", "No Activity matches the given query."),
    ),
    409: (
        "The request contradicts what is stored.",
        (None, "withdrawn", "This entry is withdrawn. Take the withdrawal back first."),
    ),
    413: (
        "The body is too large.",
        (None, "too_large", "The body is too large: send fewer rows."),
    ),
    415: (
        "The body is no JSON, or does not say so in Content-Type.",
        (None, "unsupported_media_type", 'Unsupported media type "text/csv" in request.'),
    ),
    429: (
        "Too many requests; the header Retry-After says for how many seconds to wait.",
        (None, "throttled", "Request was throttled. Expected available in 12 seconds."),
    ),
}

# What every operation that takes a body may answer.
BODY = (400, 403, 413, 415)
_RETRY_AFTER = {
    "schema": {"type": "integer", "minimum": 1},
    "required": True,
    "description": "Seconds to wait.",
    "example": 12,
}


def answers(success: dict[int, Any], *errors: int) -> dict[int, Any]:
    """The answers of an operation: what it gives, these errors, and those that all may give."""
    return success | {status: _error(status) for status in sorted({*errors, 401, 429})}


def _error(status: int) -> OpenApiResponse:
    description, (field, code, message) = _ERRORS[status]
    example = {"errors": [{"field": field, "code": code, "message": message}]}
    return OpenApiResponse(
        ErrorsSerializer,
        description=description,
        examples=[OpenApiExample(code, value=example)],
    )


def describe_retry_after(result: dict[str, Any], **asked: Any) -> dict[str, Any]:
    """A hook of the description: the header that comes with each 429."""
    for operations in result["paths"].values():
        for operation in operations.values():
            if "429" in operation.get("responses", ()):
                operation["responses"]["429"]["headers"] = {"Retry-After": _RETRY_AFTER}
    return result
