"""A manager's month end: close it, see what came late, open it with a reason, close it again."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs

CARD = "Account executive Berlin"
SOON = 15_000


def test_a_month_is_closed_opened_for_a_late_fact_and_closed_again(open_as: OpenAs) -> None:
    page = open_as("manager", "/setup/closings/")
    row = page.locator("tbody tr").first
    month = row.locator("th").inner_text().split("\n")[0]
    row.get_by_role("link", name="Close").click()
    page.get_by_label("Note").fill("Agreed with finance")
    page.get_by_role("button", name="Close the period").click()
    expect(page.get_by_text("The period is closed.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{CARD}, {month}")
    closing = page.url

    rep = _explained(page)
    score = page.get_by_role("heading", name=re.compile("^Score")).inner_text()
    expect(page.get_by_text(re.compile("Closed on .* by"))).to_be_visible()
    _log_late(page, rep, _first_day(page))
    _until_late(page, closing)
    expect(page.get_by_role("heading", name="1 fact came late")).to_be_visible()
    expect(page.locator("#changes")).to_be_visible()
    page.goto(closing)
    _explained(page)
    expect(page.get_by_role("heading", name=re.compile("^Score"))).to_have_text(score)
    expect(page.get_by_text("1 late fact is not counted")).to_be_visible()

    page.goto(closing)
    page.get_by_label("Reason").fill("The meeting took place")
    page.get_by_role("button", name="Open the period again").click()
    expect(page.get_by_text("The period is open again")).to_be_visible()
    page.get_by_role("link", name="Close it again").click()
    page.get_by_role("button", name="Close the period").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{CARD}, {month}")
    history = page.locator("ul.history li")
    expect(history).to_have_count(3)
    expect(history.nth(1)).to_contain_text("The meeting took place")
    expect(page.get_by_role("link", name="0 late days")).to_be_visible()


def _explained(page: Page) -> str:
    """From a closing to the explanation of the last of its weeks for the first rep; their id."""
    page.get_by_role("link", name=re.compile("^Activities")).first.click()
    page.locator("tbody th a").first.click()
    found = re.search(r"/reps/(\d+)/", page.url)
    assert found
    return found[1]


def _first_day(page: Page) -> str:
    """A day that counts in the explanation, from the address of its facts."""
    address = page.locator("tbody th a").first.get_attribute("href") or ""
    found = re.search(r"from=([\d-]+)", address)
    assert found
    return found[1]


def _log_late(page: Page, rep: str, day: str) -> None:
    page.goto(f"/log/?rep={rep}")
    form = page.locator("form", has=page.get_by_label("Note")).first
    form.get_by_label("Metric").select_option("calls")
    form.get_by_label("Day").fill(day)
    form.get_by_label("Quantity").fill("1")
    form.get_by_role("button", name=re.compile("^Log")).click()
    expect(page.get_by_text("this is kept as late")).to_be_visible()


def _until_late(page: Page, closing: str) -> None:
    """Until the worker has noticed it."""
    page.goto(f"{closing}late/")
    for _number in range(20):
        if page.get_by_role("heading", name="1 fact came late").count():
            return
        page.wait_for_timeout(SOON / 20)
        page.reload()
