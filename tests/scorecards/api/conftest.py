"""The clock of these tests, and programs that send requests for people."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from accounts.models import User

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday

Programs = Callable[[User], APIClient]


@pytest.fixture(autouse=True)
def _wednesday(time_machine: TimeMachineFixture, db: None) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def api() -> Programs:
    """A program in which this person is logged in."""

    def logged_in(user: User) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return logged_in
