"""Requests with the same facts or deals at the same moment, on real connections."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.actions.tokens import create_token
from accounts.models import User
from scorecards.models import Activity, Opportunity, StageChange
from tests.scorecards.api.facts import PATH, fact

DEALS = "/api/v1/opportunities/"


def posted_four_times(rep: User, path: str, rows: list[Any]) -> list[dict[str, Any]]:
    """The answers to the same rows from four programs at once, two of them backwards."""
    _token, key = create_token(user=rep, name="dialer", scope="facts")
    start = Barrier(4)

    def send(order: list[Any]) -> dict[str, Any]:
        start.wait()
        try:
            answer = APIClient().post(path, order, headers={"Authorization": f"Token {key}"})
            assert answer.status_code == 200, answer.content
            found: dict[str, Any] = answer.json()
            return found
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(send, [rows, rows[::-1], rows, rows[::-1]]))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_facts_sent_twice_at_once_are_stored_once(rep: User) -> None:
    rows = [fact(external_id=f"call-{number}") for number in range(300)]
    found = posted_four_times(rep, PATH, rows)
    assert Activity.objects.count() == 300
    assert sum(outcome["created"] for outcome in found) == 300
    assert Counter(outcome["unchanged"] for outcome in found) == {300: 3, 0: 1}
    assert [outcome["rejected"] for outcome in found] == [[]] * 4


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_deals_sent_twice_at_once_are_stored_once(rep: User) -> None:
    rows = [{"external_id": f"{number}", "rep": rep.pk, "amount": 5} for number in range(300)]
    found = posted_four_times(rep, DEALS, rows)
    assert Opportunity.objects.count() == StageChange.objects.count() == 300
    assert sum(outcome["created"] for outcome in found) == 300
    assert Counter(outcome["unchanged"] for outcome in found) == {300: 3, 0: 1}
    won = [{**row, "status": "won", "closed_on": "2026-03-02"} for row in rows]
    found = posted_four_times(rep, DEALS, won)
    assert Counter(outcome["updated"] for outcome in found) == {0: 3, 300: 1}
    assert StageChange.objects.count() == 600
