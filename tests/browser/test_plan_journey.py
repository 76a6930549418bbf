"""A leader plans backwards, changes a rate, compares, and publishes it as benchmarks."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs
from tests.browser.figures import number_in

SOON = 10_000
WON = "#id_rate-opportunities_created"


def test_a_number_is_worked_backwards_compared_and_published(open_as: OpenAs) -> None:
    page = open_as("leader", "/plan/new/")
    _fill(page, "Journey")
    address = page.url

    _change(page, WON, "25")
    expect(page.locator(".plan-sentence")).to_contain_text("50 deals won", timeout=SOON)
    expect(page.locator("#id_number-opportunities_created")).to_have_value("200", timeout=SOON)
    page.get_by_role("button", name=re.compile("^Save “")).click()
    expect(page.locator("#toasts")).to_contain_text("is saved")

    _change(page, WON, "40")
    expect(page.locator("#id_number-opportunities_created")).to_have_value("125", timeout=SOON)
    page.get_by_label("Name of the new scenario").fill("Rate up")
    page.get_by_role("button", name="Save as a new scenario").click()
    page.get_by_role("link", name="Compare", exact=True).click()
    needed = page.get_by_role("row").filter(has_text="Opportunities: needed").last
    expect(needed).to_be_visible()
    assert [number_in(cell) for cell in needed.locator("td").all()] == [200, 125, -75]
    _without_a_draft(open_as("admin"))
    page.get_by_role("link", name="Turn into drafts").click()
    _publish_as_benchmarks(page)
    _as_others_expect_to_find_it(open_as("admin", f"{address}drafts/"))


def test_an_impossible_rate_is_refused_beside_it(open_as: OpenAs, complaints: list[str]) -> None:
    page = open_as("manager", "/plan/new/")
    _fill(page, "Impossible")
    _change(page, WON, "0")
    expect(page.locator(".plan-stage .field-error")).to_contain_text("Of 0%", timeout=SOON)
    complaints.clear()  # the browser notes the status 422


def _fill(page: Page, name: str) -> None:
    """The form of a new plan, for the first group that is offered."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Amount to reach").fill("5000000")
    page.get_by_label(re.compile("^Average deal size")).fill("100000")
    page.get_by_role("button", name="Work backwards").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def _change(page: Page, selector: str, value: str) -> None:
    field = page.locator(selector)
    field.fill(value)
    field.press("Tab")


def _without_a_draft(page: Page) -> None:
    """Somebody else's draft of the scorecard is in the way of a leader's."""
    page.goto("/setup/scorecards/")
    page.get_by_role("link", name="SDR", exact=True).click()
    draft = page.locator("main a", has_text="draft")
    if draft.count():
        draft.first.click()
        page.locator("summary", has_text="Discard draft").click()
        page.get_by_role("button", name="Discard it").click()
        expect(page.get_by_role("button", name="Draft a new version")).to_be_visible()


def _publish_as_benchmarks(page: Page) -> None:
    """The calls of the SDRs, whom nobody else's journey looks at."""
    for tick in page.get_by_role("checkbox", name=re.compile(" on ")).all():
        tick.set_checked(tick.get_attribute("aria-label") == "Calls on SDR")
    row = page.get_by_role("row").filter(has=page.get_by_label("Calls on SDR"))
    target = number_in(row.locator("strong"))
    page.get_by_role("button", name="Draft these benchmarks").click()
    expect(page.locator("#toasts")).to_contain_text("1 scorecard has a draft now")
    page.get_by_role("link", name="Preview and publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("would change on “SDR”")
    expect(page.locator("main")).to_contain_text(f"{target:,}")
    page.get_by_role("button", name=re.compile("^Publish version")).click()
    expect(page.locator("#toasts")).to_contain_text("of “SDR” is published")


def _as_others_expect_to_find_it(page: Page) -> None:
    """With a draft of the scorecard."""
    page.goto("/setup/scorecards/")
    page.get_by_role("link", name="SDR", exact=True).click()
    page.get_by_role("button", name="Draft a new version").click()
