"""A person who is logged in, or a program with their token, over real HTTP."""

import json
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from accounts.actions.tokens import create_token
from accounts.models import User

# Whoever waits for longer than this takes the product for broken.
_WAITS = 30.0
_FORM = "application/x-www-form-urlencoded"


class Visitor:
    """Speaks to the web server on `port` of this machine; None is somebody not logged in."""

    def __init__(self, port: int, user: User | None) -> None:
        self._port = port
        cookies = {"csrftoken": "s" * 32}
        self._api_headers = {}
        if user:
            client = Client()
            client.force_login(user)
            cookies |= {name: cookie.value for name, cookie in client.cookies.items()}
            key = create_token(user=user, name="test", scope="facts")[1]
            self._api_headers = {"Authorization": f"Token {key}"}
        self._page_headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["csrftoken"],
        }

    def get(self, path: str) -> tuple[int, str]:
        """Status and text."""
        return _answer(self._asked("GET", path, self._page_headers, ""))

    def post(self, path: str, fields: Mapping[str, str]) -> int:
        """A form; the status."""
        return _answer(self.send(path, fields))[0]

    def send(self, path: str, fields: Mapping[str, str]) -> HTTPConnection:
        """A form for whose answer nobody waits yet."""
        headers = {**self._page_headers, "Content-Type": _FORM}
        return self._asked("POST", path, headers, urlencode(fields))

    def log_quickly(self, fields: Mapping[str, str]) -> int:
        """A tap, as the page's script sends it; 200 says that it is stored."""
        headers = {**self._page_headers, "Content-Type": _FORM, "HX-Request": "true"}
        return _answer(self._asked("POST", "/log/one/", headers, urlencode(fields)))[0]

    def post_facts(self, facts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Through the API; what it answered."""
        status, text = self.try_facts(facts)
        assert status == 200, text
        found: dict[str, Any] = json.loads(text)
        return found

    def try_facts(self, facts: Sequence[Mapping[str, Any]]) -> tuple[int, str]:
        """Through the API, which may be broken; status and text."""
        headers = {**self._api_headers, "Content-Type": "application/json"}
        return _answer(self._asked("POST", "/api/v1/activities/", headers, json.dumps(facts)))

    def written_facts(self, facts: Sequence[Mapping[str, Any]]) -> bytes:
        """The request itself, for whoever sends only a part of it."""
        body = json.dumps(facts).encode()
        headers = {**self._api_headers, "Host": f"127.0.0.1:{self._port}"}
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = ["POST /api/v1/activities/ HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _asked(
        self, method: str, path: str, headers: Mapping[str, str], body: str
    ) -> HTTPConnection:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_WAITS)
        connection.request(method, path, body=body.encode(), headers=dict(headers))
        return connection


def _answer(connection: HTTPConnection) -> tuple[int, str]:
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text
