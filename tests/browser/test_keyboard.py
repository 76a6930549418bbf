"""Everything is reached and done by keyboard, and one sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs
from tests.browser.figures import actual, line
from tests.browser.places import PLACES, Place, go_to

SOON = 10_000
# One page of each kind: a walk with the Tab key takes its time.
KINDS = {
    "login-anonymous",
    "home-rep",
    "why activities-rep",
    "log-rep",
    "correction-rep",
    "board-manager",
    "overview-leader",
    "setup-admin",
    "person-admin",
    "calendar-admin",
    "organisation-admin",
    "draft-admin",
    "preview-admin",
}
# What can be focused and is seen, in the order of the page.
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter(found => found.checkVisibility({visibilityProperty: true}) && !found.disabled
    && found.tabIndex >= 0)
  .map((found, number) => found.dataset.number = String(number))"""
# Radio buttons of one name are one stop of the Tab key.
FOCUSED = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const ring = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [here.dataset.number ?? null, ring];
}"""


def test_the_first_stop_leads_to_the_content(open_as: OpenAs) -> None:
    page = open_as("rep")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_digit_logs_and_undo_takes_it_back(open_as: OpenAs) -> None:
    page = open_as("rep")
    calls = actual(page, "Calls")
    figure = line(page, "Calls").locator(".line-figures strong")
    page.keyboard.press("1")
    expect(figure).to_have_text(str(calls + 1), timeout=SOON)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(figure).to_have_text(str(calls), timeout=SOON)


def test_a_digit_in_a_field_is_only_a_digit(open_as: OpenAs) -> None:
    page = open_as("rep")
    page.get_by_text("With quantity, day and note").click()
    note = page.locator("#entry_form").get_by_label("Note")
    note.press_sequentially("1")
    expect(note).to_have_value("1")
    page.goto("/")
    expect(page.locator("#toasts")).not_to_contain_text("Logged")


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("place", [place for place in PLACES if str(place) in KINDS], ids=str)
def test_tab_reaches_everything_and_shows_where_one_is(
    place: Place, open_as: OpenAs, complaints: list[str]
) -> None:
    page = open_as(place.who, "about:blank", viewport={"width": 1440, "height": 900})
    # Without live updates, which would replace what is being counted.
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    go_to(page, place)
    page.wait_for_load_state("networkidle")  # parts of a page come after it: a rep's goals
    wanted = set(page.evaluate(REACHABLE)) - _other_radios(page)
    reached: set[str] = set()
    seen: set[str] = set()
    for _step in range(len(wanted) + 20):
        page.keyboard.press("Tab")
        number, has_ring = page.evaluate(FOCUSED)
        reached |= {number} - {None}
        seen |= {number} if has_ring else set()
        if wanted <= reached:
            break
    assert _markup(page, wanted - reached) == [], "Tab does not reach these"
    assert _markup(page, reached - seen) == [], "one does not see the focus on these"
    complaints[:] = [said for said in complaints if "[object Event]" not in said]  # no stream


def _other_radios(page: Page) -> set[str]:
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll("input[type=radio]")]
              .filter(radio => !radio.checked).map(radio => radio.dataset.number)"""
        )
    )


def _markup(page: Page, numbers: set[str]) -> list[str]:
    found = [page.locator(f'[data-number="{number}"]') for number in numbers]
    return [one.evaluate("one => one.outerHTML")[:200] for one in found]
