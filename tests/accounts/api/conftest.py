"""Programs that send requests for people."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts.models import User

Programs = Callable[[User], APIClient]


@pytest.fixture
def api() -> Programs:
    """A program in which this person is logged in."""

    def logged_in(user: User) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return logged_in
