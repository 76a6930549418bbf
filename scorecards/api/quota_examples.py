"""What requests and answers about quotas look like."""

from drf_spectacular.utils import OpenApiExample

_NEW = {"rep": "moses@example.org", "metric": "revenue", "month": "2026-03", "amount": "42000"}
_STORED = {
    "owner": "rep-7",
    "rep": 7,
    "team": None,
    "metric": "revenue",
    "month": "2026-03",
    "amount": "42000",
    "ramp": ["0.25", "0.5"],
    "starts_on": "2026-03-01",
    "published_at": "2026-02-20T10:12:00Z",
    "published_by": 2,
}
_REJECTED = {
    "index": 3,
    "field": "metric",
    "code": "not_owable",
    "message": "Of “Deals lost” less is better: it cannot be owed as a quota.",
}

QUOTA = OpenApiExample("one month of a rep", value=_NEW, request_only=True)
QUOTAS = OpenApiExample(
    "a quarter of a team, from a day on, and a month that is cleared",
    value=[
        {
            "team": "T-1",
            "metric": "revenue",
            "period": "2026-Q1",
            "amount": "380000.00",
            "starts_on": "2026-01-01",
        },
        {**_NEW, "amount": None},
    ],
    request_only=True,
)
POSTED = OpenApiExample(
    "three rows published, one rejected",
    value={"created": 2, "updated": 1, "unchanged": 0, "rejected": [_REJECTED]},
    response_only=True,
    status_codes=["200"],
)
CHANGE = OpenApiExample(
    "another amount from the middle of the month on",
    value={"amount": "45000", "starts_on": "2026-03-16"},
    request_only=True,
)
STORED = OpenApiExample("quota", value=_STORED, response_only=True, status_codes=["200"])
