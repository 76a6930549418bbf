"""What requests and answers about facts look like."""

from drf_spectacular.utils import OpenApiExample

_FACT = {
    "rep": "moses@example.org",
    "metric": "calls",
    "quantity": "12",
    "occurred_at": "2026-03-14T16:30:00+01:00",
    "source": "dialer",
    "external_id": "2026-03-14/moses",
    "note": "",
}
_STORED = {
    "id": 4711,
    "rep": 7,
    "metric": "calls",
    "quantity": "12",
    "occurred_at": "2026-03-14T15:30:00Z",
    "day": "2026-03-14",
    "note": "",
    "source": "dialer",
    "external_id": "2026-03-14/moses",
    "entered_by": 2,
    "entered_at": "2026-03-14T15:31:07.120000Z",
    "withdrawn_at": None,
}
_REJECTED = {
    "index": 3,
    "field": "quantity",
    "code": "not_whole",
    "message": "“Calls” is counted in whole numbers.",
}

FACT = OpenApiExample("one fact", value=_FACT, request_only=True)
FACTS = OpenApiExample(
    "several facts",
    value=[_FACT, {**_FACT, "metric": "revenue", "quantity": "1234.50", "external_id": "INV-17"}],
    request_only=True,
)
POSTED = OpenApiExample(
    "three rows stored, one rejected",
    value={"created": 2, "updated": 1, "unchanged": 0, "rejected": [_REJECTED]},
    response_only=True,
    status_codes=["200"],
)
CORRECTION = OpenApiExample("another quantity", value={"quantity": "13"}, request_only=True)
STORED = OpenApiExample("fact", value=_STORED, response_only=True, status_codes=["200"])
