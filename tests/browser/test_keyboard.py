"""Everything is reached and done by keyboard, and one sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs
from tests.browser.figures import actual, line
from tests.browser.places import PLACES, Place, go_to

SOON = 10_000
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
  return [here.dataset.number ?? null, ring, here.outerHTML.slice(0, 90)];
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


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_tab_reaches_everything_on_every_page(
    place: Place, open_as: OpenAs, complaints: list[str]
) -> None:
    page = open_as(place.who, "/", viewport={"width": 1440, "height": 900})
    go_to(page, place)
    wanted = set(page.evaluate(REACHABLE)) - _other_radios(page)
    reached: set[str] = set()
    for _step in range(len(wanted) + 20):
        page.keyboard.press("Tab")
        number, has_ring, markup = page.evaluate(FOCUSED)
        if number is None:
            continue
        assert has_ring, f"one does not see the focus on {markup}"
        reached.add(number)
        if wanted <= reached:
            break
    left_out = [page.locator(f'[data-number="{n}"]').first.inner_text() for n in wanted - reached]
    assert left_out == []
    complaints[:] = [said for said in complaints if "404" not in said or not place.is_missing]


def _other_radios(page: Page) -> set[str]:
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll("input[type=radio]")]
              .filter(radio => !radio.checked).map(radio => radio.dataset.number)"""
        )
    )
