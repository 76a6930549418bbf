"""Everything works without JavaScript: a page more here and there, nothing less."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs, log_in
from tests.browser.figures import actual


def test_a_call_is_logged_listed_and_withdrawn(open_as: OpenAs) -> None:
    page = open_as("", "/account/login/", java_script_enabled=False)
    log_in(page, "rep")
    calls = actual(page, "Calls")

    page.get_by_role("button", name=re.compile(r"^\+1 Calls")).click()
    expect(page.locator("#toasts")).to_contain_text("Logged: Calls, 1")
    entry = page.locator("#entries li").first
    expect(entry).to_contain_text("Calls")
    expect(entry).not_to_contain_text("withdrawn")
    assert _after_a_while(page, calls + 1)

    page.locator("#entries li").first.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#entries li").first).to_contain_text("withdrawn")
    assert _after_a_while(page, calls)


def test_an_entry_with_details_is_refused_with_words_and_then_taken(
    open_as: OpenAs, complaints: list[str]
) -> None:
    page = open_as("rep", "/log/", java_script_enabled=False)
    form = page.locator("#entry_form")
    form.get_by_label("Metric").select_option("Calls")
    form.get_by_label("Quantity").fill("0.5")
    form.get_by_role("button", name="Log", exact=True).click()
    expect(page.locator("#entry_form .field-error")).to_be_visible()
    complaints.clear()  # the browser notes the status 422
    page.locator("#entry_form").get_by_label("Quantity").fill("2")
    page.locator("#entry_form").get_by_role("button", name="Log", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Logged: Calls, 2")
    page.locator("#entries li").first.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#entries li").first).to_contain_text("withdrawn")


def test_a_period_is_chosen_with_a_button(open_as: OpenAs) -> None:
    page = open_as("rep", "/", java_script_enabled=False)
    page.get_by_label("Period", exact=True).locator("visible=true").last.select_option(index=2)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Back to today")).to_be_visible()


def test_a_board_is_sorted_and_a_draft_is_written(open_as: OpenAs) -> None:
    page = open_as("admin", "/setup/scorecards/", java_script_enabled=False)
    page.get_by_role("link", name="Account manager", exact=True).click()
    page.get_by_role("button", name="Draft a new version").click()
    section = page.locator("[data-benchmarks]").first
    rows = section.locator("[data-benchmark-row]").count()
    section.get_by_label("Metric to add").select_option("Proposals")
    section.get_by_role("button", name="Add metric").click()
    expect(page.locator("[data-benchmarks]").first.locator("[data-benchmark-row]")).to_have_count(
        rows + 1
    )
    page.locator("summary", has_text="Discard draft").click()
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#toasts")).to_contain_text("discarded")


def _after_a_while(page: Page, wanted: object) -> bool:
    """Whether loading the page again shows so many calls within some seconds."""
    for _attempt in range(40):
        page.goto("/")
        if actual(page, "Calls") == wanted:
            return True
        page.wait_for_timeout(250)
    return False
