"""A rep's day: look, log, undo, correct, ask why."""

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, OpenAs, fill_login, log_in
from tests.browser.figures import actual, line, number_in, points, score

# What the page promises is a second; a busy machine may need longer.
SOON = 10_000


def test_a_wrong_password_is_refused_and_the_right_one_leads_home(open_as: OpenAs) -> None:
    page = open_as("", "/")
    fill_login(page, "rep", "something else")
    expect(page.get_by_role("alert")).to_be_visible()
    fill_login(page, "rep", PASSWORD)
    expect(page.locator("#score_link-activities")).to_have_text(re.compile(r"^\d+\.\d$"))


def test_one_tap_moves_the_score_and_undo_brings_it_back(open_as: OpenAs) -> None:
    page = open_as("rep")
    page.evaluate("window.isStillThisPage = true")
    calls, earned, scored = actual(page, "Calls"), points(page, "Calls"), score(page)

    page.get_by_role("button", name=re.compile(r"^\+1 Calls")).click()
    _expect_calls(page, calls + 1)
    assert points(page, "Calls") > earned
    assert score(page) > scored
    expect(page.locator("#toasts")).to_contain_text("Logged: Calls, 1")

    page.get_by_role("button", name="Undo").click()
    _expect_calls(page, calls)
    assert points(page, "Calls") == earned
    assert score(page) == scored
    assert page.evaluate("window.isStillThisPage"), "the page was loaded again"


def test_an_entry_is_logged_with_its_details_corrected_and_withdrawn(open_as: OpenAs) -> None:
    page = open_as("rep")
    meetings = actual(page, "Meetings held")
    page.get_by_text("With quantity, day and note").click()
    form = page.locator("#entry_form")
    form.get_by_label("Metric").select_option("Meetings held")
    form.get_by_label("Quantity").fill("2")
    form.get_by_label("Note").fill("Two at the fair")
    form.get_by_role("button", name="Log", exact=True).click()
    expect(page.locator("#entries")).to_contain_text("Two at the fair")
    _expect(page, "Meetings held", meetings + 2)

    entry = page.locator("#entries li").filter(has_text="Two at the fair").first
    entry.get_by_role("link", name="Correct").click()
    page.get_by_label("Quantity").fill("3")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator("#toasts")).to_contain_text("Corrected")
    page.goto("/")
    _expect(page, "Meetings held", meetings + 3)

    entry = page.locator("#entries li").filter(has_text="Two at the fair").first
    entry.get_by_role("button", name="Withdraw").click()
    expect(entry).to_contain_text("withdrawn")
    _expect(page, "Meetings held", meetings)


def test_nothing_is_logged_for_tomorrow(open_as: OpenAs, complaints: list[str]) -> None:
    page = open_as("rep")
    page.get_by_text("With quantity, day and note").click()
    form = page.locator("#entry_form")
    form.get_by_label("Day").evaluate("field => field.removeAttribute('max')")
    form.get_by_label("Metric").select_option("Calls")
    form.get_by_label("Quantity").fill("1")
    form.get_by_label("Day").fill("2026-03-12")
    form.get_by_role("button", name="Log", exact=True).click()
    expect(form.locator(".field-error")).to_be_visible()
    expect(page.locator("#toasts")).not_to_contain_text("Logged")
    # The browser notes the status of a refused form; nothing else may be wrong.
    assert ["422" in complaint for complaint in complaints] == [True]
    complaints.clear()


def test_the_score_opens_to_a_table_that_adds_up_and_lines_open_to_their_facts(
    open_as: OpenAs,
) -> None:
    page = open_as("rep")
    shown = score(page)
    page.locator("#how-activities").click()

    lines = page.locator("table.explanation tbody tr")
    earned = sum((number_in(row.locator("td").nth(4)) for row in lines.all()), Decimal())
    weights = sum((number_in(row.locator("td").nth(3)) for row in lines.all()), Decimal())
    assert lines.count() == 3
    assert round(100 * earned / weights, 1) == shown

    calls = lines.filter(has=page.get_by_role("link", name="Calls", exact=True))
    counted = number_in(calls.locator("td").nth(0))
    calls.get_by_role("link", name="Calls").click()
    expect(page.locator(".note-success")).to_contain_text(f"add up to {counted}, exactly")
    listed = page.locator("tbody td.num")
    assert sum((number_in(cell) for cell in listed.all()), Decimal()) == counted


def test_a_past_period_is_shown_as_it_was(open_as: OpenAs) -> None:
    page = open_as("rep")
    now = page.locator(".lede").inner_text()
    page.get_by_role("link", name=re.compile("^Previous")).click()
    expect(page.get_by_role("link", name="Back to today")).to_be_visible()
    assert page.locator(".lede").inner_text() != now
    expect(page.locator("#quick_log")).to_have_count(0)


def test_a_period_that_is_none_shows_the_present_and_says_so(open_as: OpenAs) -> None:
    page = open_as("rep", "/?period=2026-Q9")
    expect(page.locator("#quick_log")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("2026-Q9")


def test_logging_out_ends_the_session(open_as: OpenAs) -> None:
    page = open_as("")
    # A login of its own: the other tests share theirs.
    log_in(page, "rep")
    page.locator("summary", has_text="Your account").click()
    page.get_by_role("button", name="Log out").click()
    page.goto("/log/")
    expect(page).to_have_url(re.compile("/account/login/"))


def _expect_calls(page: Page, wanted: Decimal) -> None:
    _expect(page, "Calls", wanted)


def _expect(page: Page, name: str, wanted: Decimal) -> None:
    expect(line(page, name).locator(".line-figures strong")).to_have_text(str(wanted), timeout=SOON)
