"""A program sends facts, and its line breaks in the middle of the request."""

import json
import socket
from typing import Any
from urllib.request import Request, urlopen

import pytest

from accounts.actions.tokens import create_token
from accounts.models import StaleMark, User
from scorecards.models import Activity
from tests.journeys.installation import PATIENCE, Installation

PATH = "/api/v1/activities/"


def sent_half(port: int, headers: dict[str, str], body: bytes) -> None:
    """All headers, with the length of the whole body, and half of it; then the line is gone."""
    lines = [f"POST {PATH} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall("\r\n".join(lines).encode() + body[: len(body) // 2])


def sent(address: str, headers: dict[str, str], body: bytes) -> Any:
    with urlopen(Request(address + PATH, body, headers), timeout=PATIENCE) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.django_db(transaction=True)
def test_half_a_request_stores_nothing_and_the_whole_one_everything(
    reps: list[User], embedded: Installation
) -> None:
    _token, key = create_token(user=reps[0], name="dialer", scope="facts")
    headers = {"Authorization": f"Token {key}", "Content-Type": "application/json"}
    moment = "2026-03-10T09:30:00Z"
    row = {"rep": reps[0].pk, "metric": "calls", "quantity": "1", "occurred_at": moment}
    body = json.dumps([{**row, "external_id": f"call-{n}"} for n in range(500)]).encode()
    web = embedded.web()

    for _ in range(3):
        sent_half(embedded.port, headers, body)
    whole = sent(embedded.address, headers, body)
    again = sent(embedded.address, headers, body)

    assert whole == {"created": 500, "updated": 0, "unchanged": 0, "rejected": []}
    assert again == {"created": 0, "updated": 0, "unchanged": 500, "rejected": []}
    assert Activity.objects.count() == 500
    assert set(StaleMark.objects.values_list("rep", flat=True)) == {reps[0].pk}
    assert not web.said("Traceback")
