"""A manager's Monday: who needs me, and is what we count still right?"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenAs
from tests.browser.figures import number_in

CARD = "Account executive Berlin"
SOON = 10_000


@pytest.fixture
def board(open_as: OpenAs) -> Page:
    page = open_as("manager")
    expect(page.get_by_role("heading", level=1)).to_have_text("Berlin")
    return page


def test_the_board_is_sorted_by_need_and_by_any_column(board: Page) -> None:
    assert _names(_grid(board)) != sorted(_names(_grid(board)))
    _sort_by(board, "Rep")
    assert _names(_grid(board)) == sorted(_names(_grid(board)))

    _sort_by(board, "Calls")
    calls = [number_in(cell) for cell in _grid(board).locator("tbody td:nth-of-type(2)").all()]
    assert len(calls) == 3
    assert calls in (sorted(calls), sorted(calls, reverse=True))

    board.get_by_role("link", name="Sort by who needs me").click()
    expect(board.get_by_text("Furthest behind pace first")).to_be_visible()


def test_a_rep_opens_from_the_board_with_why(board: Page) -> None:
    row = _grid(board).locator("tbody tr").first
    name = row.locator("th a").inner_text()
    scored = row.locator("td").first.locator("a").inner_text()
    row.locator("th a").click()
    expect(board.get_by_role("heading", level=1)).to_have_text(name)
    expect(board.locator("#score_link-activities")).to_have_text(scored)
    expect(board.locator("#quick_log")).to_have_count(0)
    board.locator("#how-activities").click()
    expect(board.get_by_role("heading", name=f"Score {scored}")).to_be_visible()


def test_the_board_is_downloaded_as_it_is_shown(board: Page) -> None:
    with board.expect_download() as downloading:
        board.get_by_role("link", name="CSV").click()
    text = downloading.value.path().read_text(encoding="utf-8-sig")
    for name in _names(_grid(board)):
        assert name in text


def test_a_weight_is_changed_previewed_published_and_shown(open_as: OpenAs) -> None:
    page = open_as("manager", "/setup/scorecards/")
    page.get_by_role("link", name=CARD).click()
    version = _versions(page)
    page.get_by_role("button", name="Draft a new version").click()

    activities = page.locator("[data-benchmarks]").first
    row = activities.get_by_role("group", name="Calls")
    share = row.locator("[data-share]").inner_text()
    weight = row.get_by_label("Weight")
    new = "120" if weight.input_value() != "120" else "60"
    weight.fill(new)
    expect(row.locator("[data-share]")).not_to_have_text(share)
    page.get_by_role("button", name="Preview what changes").click()

    preview = page.locator(".preview-table").first
    expect(preview.locator("tbody tr")).to_have_count(3)
    changes = [change.inner_text() for change in preview.locator("tbody td:nth-of-type(3)").all()]
    assert any(change not in ("0.0", "±0.0") for change in changes)
    expect(page.locator(".changes")).to_contain_text(re.compile(rf"Calls\s+weight \d+ → {new}"))
    first = preview.locator("tbody tr").first
    name = first.locator("th").inner_text()
    today, draft = (first.locator("td").nth(n).inner_text() for n in (0, 1))
    assert today != draft

    page.get_by_label("Start", exact=True).fill("2026-03-09")
    page.get_by_role("button", name=re.compile("^Publish version")).click()
    expect(page.locator("#toasts")).to_contain_text("is published")
    assert _versions(page) == version + 1

    page.goto("/")
    row = _grid(page).locator("tbody tr").filter(has_text=name)
    expect(row.locator("td").first.locator("a")).to_have_text(draft, timeout=SOON)


def test_an_open_board_shows_what_a_rep_logs(board: Page, open_as: OpenAs) -> None:
    rep = open_as("rep")
    name = rep.get_by_role("heading", level=1).inner_text()
    cell = _grid(board).locator("tbody tr").filter(has_text=name).locator(".cell-figures").nth(1)
    calls = number_in(cell)
    board.evaluate("window.isStillThisPage = true")
    rep.get_by_role("button", name=re.compile(r"^\+1 Calls")).click()
    expect(cell).to_have_text(f"{calls + 1} / 80", timeout=SOON)
    assert board.evaluate("window.isStillThisPage")
    rep.get_by_role("button", name="Undo").click()
    expect(cell).to_have_text(f"{calls} / 80", timeout=SOON)


def test_a_manager_logs_for_a_rep_and_the_entry_says_so(open_as: OpenAs) -> None:
    page = open_as("manager", "/log/")
    page.locator("main").get_by_role("link").first.click()
    form = page.locator("#entry_form")
    form.get_by_label("Metric").select_option("E-mails")
    form.get_by_label("Quantity").fill("4")
    form.get_by_role("button", name="Log", exact=True).click()
    entry = page.locator("#entries li").first
    expect(entry).to_contain_text("by ")
    entry.get_by_role("button", name="Withdraw").click()
    expect(entry).to_contain_text("withdrawn")


def _grid(page: Page) -> Locator:
    card = page.locator("section").filter(has=page.get_by_role("heading", name=CARD, exact=True))
    return card.locator("table")


def _names(grid: Locator) -> list[str]:
    return [name.inner_text() for name in grid.locator("tbody th a").all()]


def _sort_by(page: Page, column: str) -> None:
    _grid(page).locator("thead").get_by_role("link", name=column, exact=True).click()
    expect(page.get_by_role("link", name="Sort by who needs me")).to_be_visible()


def _versions(page: Page) -> int:
    return page.locator(".version-row").count()
