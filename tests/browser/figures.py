"""Figures as a page shows them, read back as numbers."""

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page

_NUMBER = re.compile(r"[-−]?\d[\d,]*\.?\d*")


def number_in(words: Locator) -> Decimal:
    """The first number of a text: "1,204 / 2,000" is 1204."""
    found = _NUMBER.search(words.inner_text())
    assert found, f"no number in {words.inner_text()!r}"
    return Decimal(found[0].replace(",", "").replace("−", "-"))


def line(page: Page, name: str) -> Locator:
    """A benchmark's line on a rep's page."""
    return page.locator(".line-row").filter(has=page.get_by_role("link", name=name, exact=True))


def actual(page: Page, name: str) -> Decimal:
    return number_in(line(page, name).locator(".line-figures strong"))


def points(page: Page, name: str) -> Decimal:
    return number_in(line(page, name).locator(".line-points"))


def score(page: Page, kind: str = "activities") -> Decimal:
    return number_in(page.locator(f"#score_link-{kind}"))
