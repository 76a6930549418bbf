"""What requests and answers about deals look like."""

from drf_spectacular.utils import OpenApiExample

_OPEN = {
    "external_id": "0061U00000pVjkr",
    "source": "crm",
    "rep": "moses@example.org",
    "name": "GTX Pro for Cancity",
    "account": "Cancity",
    "stage": "Engaging",
    "status": "open",
    "amount": "4821.00",
    "opened_on": "2026-03-02",
    "expected_close_on": "2026-04-30",
}
_WON = {
    "external_id": "0061U00000pVjkr",
    "source": "crm",
    "rep": "moses@example.org",
    "stage": "Won",
    "status": "won",
    "closed_on": "2026-03-14",
}
_STORED = {
    "id": 815,
    "source": "crm",
    "external_id": "0061U00000pVjkr",
    "rep": 7,
    "name": "GTX Pro for Cancity",
    "account": "Cancity",
    "stage": "Won",
    "status": "won",
    "amount": "4821",
    "opened_on": "2026-03-02",
    "closed_on": "2026-03-14",
    "expected_close_on": "2026-04-30",
    "lost_reason": "",
    "lead_source": "",
    "stages": [
        {
            "stage": "Engaging",
            "status": "open",
            "amount": "4821",
            "changed_at": "2026-03-02T09:12:00Z",
        },
        {"stage": "Won", "status": "won", "amount": "4821", "changed_at": "2026-03-14T11:00:00Z"},
    ],
}
_REJECTED = {
    "index": 1,
    "field": "closed_on",
    "code": "required",
    "message": "A deal that is won or lost needs its closing day.",
}

DEAL = OpenApiExample("a deal that opens", value=_OPEN, request_only=True)
DEALS = OpenApiExample(
    "a deal that is won, and one that is lost",
    value=[
        _WON,
        {
            "external_id": "0061U00000qZZzz",
            "source": "crm",
            "rep": "moses@example.org",
            "status": "lost",
            "lost_reason": "price",
            "closed_on": "2026-03-13",
        },
    ],
    request_only=True,
)
POSTED_DEALS = OpenApiExample(
    "one deal updated, one rejected",
    value={"created": 0, "updated": 1, "unchanged": 0, "rejected": [_REJECTED]},
    response_only=True,
    status_codes=["200"],
)
STORED_DEAL = OpenApiExample("deal", value=_STORED, response_only=True, status_codes=["200"])
