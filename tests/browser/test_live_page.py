"""A page that stays open for days: it follows changes, and finds back after a lost server."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import log_in
from tests.browser.figures import actual, line
from tests.browser.product import Product

AFTER_A_RESTART = 30_000


@pytest.fixture
def another(prepared: Path, tmp_path: Path) -> Iterator[Product]:
    """A product of its own, whose web server the test starts and stops."""
    product = Product(copytree(prepared, tmp_path / "var"))
    with product.worker():
        yield product


def test_a_page_follows_again_after_the_server_was_away(another: Product, browser: Browser) -> None:
    said: list[str] = []
    with another.web():
        context = browser.new_context(base_url=another.address)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        log_in(page, "rep")
        calls = actual(page, "Calls")
        second = context.new_page()
        second.goto("/")
    with another.web():
        second.goto("/")
        second.get_by_role("button", name=re.compile(r"^\+1 Calls")).click()
        figure = line(page, "Calls").locator(".line-figures strong")
        expect(figure).to_have_text(str(calls + 1), timeout=AFTER_A_RESTART)
    # The lost connection is told by the browser itself; nothing else may be wrong.
    lost = ("net::ERR_", "[object Event]")
    assert [text for text in said if not any(words in text for words in lost)] == []
    context.close()
