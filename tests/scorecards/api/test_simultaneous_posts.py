"""Two requests with the same facts at the same moment, on real connections."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.actions.tokens import create_token
from accounts.models import User
from scorecards.models import Activity
from tests.scorecards.api.facts import PATH, fact


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_facts_sent_twice_at_once_are_stored_once(rep: User) -> None:
    _token, key = create_token(user=rep, name="dialer", scope="facts")
    rows = [fact(external_id=f"call-{number}") for number in range(300)]
    start = Barrier(4)

    def send(order: list[Any]) -> dict[str, Any]:
        start.wait()
        try:
            answer = APIClient().post(PATH, order, headers={"Authorization": f"Token {key}"})
            assert answer.status_code == 200, answer.content
            found: dict[str, Any] = answer.json()
            return found
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(send, [rows, rows[::-1], rows, rows[::-1]]))
    assert Activity.objects.count() == 300
    assert sum(outcome["created"] for outcome in found) == 300
    assert Counter(outcome["unchanged"] for outcome in found) == {300: 3, 0: 1}
    assert [outcome["rejected"] for outcome in found] == [[]] * 4
