"""Leaders look; strangers are refused; who is not logged in is asked to."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs

REFUSED = "There is nothing here"


def test_a_leader_looks_at_every_team_and_every_rep(open_as: OpenAs) -> None:
    page = open_as("leader", "/teams/")
    expect(page.locator("#team-tree tbody tr")).to_have_count(12)
    page.get_by_role("link", name="EMEA", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("EMEA")
    page.locator(".board-grid tbody th a").first.click()
    expect(page.locator("#score_link-activities")).to_be_visible()
    expect(page.locator("#quick_log")).to_have_count(0)


@pytest.mark.parametrize("path", ["/setup/", "/setup/people/", "/setup/scorecards/", "/log/"])
def test_a_leader_sets_nothing_up(path: str, open_as: OpenAs, complaints: list[str]) -> None:
    page = open_as("leader", path)
    _expect_refused(page, complaints)


def test_another_rep_and_another_team_do_not_exist(open_as: OpenAs, complaints: list[str]) -> None:
    manager = open_as("leader", "/teams/")
    manager.get_by_role("link", name="Austin", exact=True).click()
    board = urlsplit(manager.url).path
    rep = manager.locator(".board-grid tbody th a").first.get_attribute("href")
    assert rep is not None
    for who, path in (("rep", rep), ("rep", board), ("manager", rep), ("manager", board)):
        _expect_refused(open_as(who, path), complaints)


@pytest.mark.parametrize("path", ["/", "/log/", "/teams/", "/setup/", "/setup/tokens/", "/live/"])
def test_who_is_not_logged_in_is_sent_to_the_login_and_back(path: str, open_as: OpenAs) -> None:
    page = open_as("", path)
    expect(page).to_have_url(re.compile(rf"/account/login/\?next={path}$"))


def _expect_refused(page: Page, complaints: list[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(REFUSED)
    assert ["404" in complaint for complaint in complaints] == [True]
    complaints.clear()
