"""Rows as programs send them."""

from typing import Any

PATH = "/api/v1/activities/"


def fact(rep: Any = "rosa@example.org", **changes: Any) -> dict[str, Any]:
    """Five calls by Rosa on Tuesday morning, without an external id."""
    return {
        "rep": rep,
        "metric": "calls",
        "quantity": "5",
        "occurred_at": "2026-03-10T09:30:00Z",
    } | changes
