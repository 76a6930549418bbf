"""A leader's Friday: will we make the number, and if not, where is it missing?"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenAs

HEADING = re.compile("The number is made|At this pace|Nothing is expected yet|Missed by")


@pytest.fixture
def attainment(open_as: OpenAs) -> Page:
    """What a leader sees first, after the login."""
    page = open_as("leader")
    expect(page.get_by_role("heading", level=1)).to_have_text("Attainment")
    return page


def test_the_answer_is_seen_without_scrolling(attainment: Page) -> None:
    expect(attainment.locator("#answer")).to_have_text(HEADING)
    expect(attainment.locator("#answer")).to_be_in_viewport()
    expect(attainment.locator(".attainment-bar p.muted")).to_be_in_viewport()
    expect(attainment.locator("#teams-title")).to_be_in_viewport()


def test_from_the_company_to_a_fact_in_four_clicks(attainment: Page) -> None:
    _row(attainment, "EMEA").click()
    expect(attainment.get_by_role("heading", level=1)).to_have_text("EMEA")
    _row(attainment, "Berlin").click()
    expect(attainment.get_by_role("heading", level=1)).to_have_text("Berlin")
    rep = _who_sold(attainment)
    name = rep.inner_text()
    rep.click()
    expect(attainment.get_by_role("link", name=name)).to_be_visible()
    attainment.locator(".attainment-facts-link").first.click()
    expect(attainment.get_by_role("heading", level=1)).to_have_text("Revenue")
    expect(attainment.get_by_text("exactly as counted in the score")).to_be_visible()
    expect(attainment.locator("main tbody tr").first).to_be_visible()


def test_the_same_way_by_keyboard(attainment: Page) -> None:
    for name in ("EMEA", "Berlin"):
        _row(attainment, name).focus()
        attainment.keyboard.press("Enter")
        expect(attainment.get_by_role("heading", level=1)).to_have_text(name)
    _who_sold(attainment).focus()
    attainment.keyboard.press("Enter")
    expect(attainment.get_by_role("heading", level=1)).to_have_text("Attainment")
    attainment.locator(".attainment-facts-link").first.focus()
    attainment.keyboard.press("Enter")
    expect(attainment.get_by_role("heading", level=1)).to_have_text("Revenue")


def test_the_way_the_chance_is_made_opens_from_its_figure(attainment: Page) -> None:
    attainment.get_by_role("link", name="how?").click()
    expect(attainment.locator("#how-chance")).to_be_visible()


def test_another_time_and_another_order(attainment: Page) -> None:
    attainment.get_by_role("link", name="Year to date").click()
    expect(attainment.locator(".lede")).to_contain_text("Year to date")
    attainment.get_by_label("Period", exact=True).select_option("last-3-months")
    expect(attainment.locator(".lede")).to_contain_text("Last 3 months")
    attainment.get_by_role("link", name="By name").click()
    expect(attainment.get_by_role("link", name="By name")).to_have_attribute("aria-current", "page")
    expect(attainment.locator(".lede")).to_contain_text("Last 3 months")


def test_on_paper_there_are_figures_and_no_furniture(attainment: Page, tmp_path: Path) -> None:
    attainment.emulate_media(media="print")
    for furniture in (".site-header", ".board-choices", ".table-tools", ".tabs", "#how"):
        for each in attainment.locator(furniture).all():
            expect(each).to_be_hidden()
    expect(attainment.locator("#answer")).to_be_visible()
    expect(attainment.get_by_role("table").first).to_be_visible()
    paper = tmp_path / "attainment.pdf"
    attainment.pdf(path=paper, format="A4")
    assert paper.read_bytes().startswith(b"%PDF")


def test_a_rep_sees_their_own_and_nobody_elses(open_as: OpenAs) -> None:
    page = open_as("rep", "/attainment/")
    expect(page.locator("#answer")).to_be_visible()
    expect(page.locator(".attainment-facts-link").first).to_be_visible()
    expect(page.locator("#attainment-teams, #attainment-people")).to_have_count(0)


def _row(page: Page, name: str) -> Locator:
    return page.locator("#attainment-teams").get_by_role("link", name=name, exact=True)


def _who_sold(page: Page) -> Locator:
    """The first person whose row has an actual other than nothing."""
    rows = page.locator("#attainment-people tbody tr")
    sold = rows.filter(has_not=page.locator("td:nth-of-type(2)", has_text=re.compile(r"[€$]0 ")))
    return sold.locator("th a").first
