"""What requests and answers about goals look like."""

from drf_spectacular.utils import OpenApiExample

_GOAL = {
    "id": 4,
    "statement": "50 outbound calls a day for 30 days",
    "person": 7,
    "team": None,
    "shape": "daily",
    "metric": "calls",
    "unit": "days",
    "start": "0",
    "target": "22",
    "starts_on": "2026-03-02",
    "due_on": "2026-03-31",
    "rhythm": "weekly",
    "recurrence": "never",
    "visibility": "team",
    "driver": "own",
    "actual": "9",
    "progress": 0.4090909,
    "elapsed": 0.5,
    "expected": "11",
    "status": "at_risk",
    "pace_status": "at_risk",
    "days_met": 9,
    "days_counted": 11,
    "streak": 3,
    "longest_streak": 5,
    "next_check_in": "2026-03-23",
    "parent": 2,
    "plan": None,
    "weak_because": "",
    "outcome": "",
    "lesson": "",
}
_CHECK_IN = {
    "id": 12,
    "day": "2026-03-16",
    "by": 7,
    "value": "34",
    "confidence": 4,
    "note": "The new template helps",
    "blockers": "",
}

NEW_GOAL = OpenApiExample(
    "a new goal",
    value={
        "statement": "50 outbound calls a day for 30 days",
        "person": "rosa@example.org",
        "shape": "daily",
        "metric": "calls",
        "target": "50",
        "starts_on": "2026-03-02",
        "due_on": "2026-03-31",
    },
    request_only=True,
)
LATER = OpenApiExample("more time", value={"due_on": "2026-04-15"}, request_only=True)
GOAL = OpenApiExample("a goal", value=_GOAL, response_only=True)
MADE_GOAL = OpenApiExample("a goal", value=_GOAL, response_only=True, status_codes=["201"])
SAID = OpenApiExample(
    "a check-in",
    value={"value": "34", "confidence": 4, "note": "The new template helps"},
    request_only=True,
)
STORED_CHECK_IN = OpenApiExample(
    "a check-in", value=_CHECK_IN, response_only=True, status_codes=["201"]
)
