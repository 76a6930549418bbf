"""A manager's year: quotas come from a spreadsheet, are looked at, and are owed."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenAs

PASTE = """(input, text) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  input.dispatchEvent(new ClipboardEvent("paste", {
    clipboardData: clipboard, bubbles: true, cancelable: true,
  }));
}"""
COPY = """(input) => {
  const clipboard = new DataTransfer();
  const copied = new ClipboardEvent("copy", {
    clipboardData: clipboard, bubbles: true, cancelable: true,
  });
  input.dispatchEvent(copied);
  return clipboard.getData("text/plain");
}"""


@pytest.fixture
def sheet(open_as: OpenAs) -> Page:
    """Of the coming year, in which the demo owes nothing yet."""
    page = open_as("manager", "/setup/quotas/?metric=revenue&year=2027")
    page.locator("tbody th a").first.click()
    expect(page.locator("[data-quota-sheet]")).to_be_visible()
    return page


def cell(page: Page, row: int, column: str) -> Locator:
    return page.locator(".quota-sheet tbody tr").nth(row).locator(f'input[id$=".{column}"]')


def total(page: Page, name: str, column: str) -> Locator:
    return page.locator(f'[data-total="{name}"][data-column="{column}"]')


def test_a_year_is_pasted_looked_at_published_and_there_again(sheet: Page) -> None:
    first = "\t".join(["$10,000"] * 6 + ["12.500,50"] * 6)
    second = "\t".join(["9 000"] * 11 + [""])
    cell(sheet, 0, "0").focus()
    cell(sheet, 0, "0").evaluate(PASTE, f"{first}\n{second}\n")
    expect(cell(sheet, 0, "6")).to_have_value("12,500.5")
    expect(cell(sheet, 0, "y")).to_have_value("135,003")
    expect(cell(sheet, 1, "q3")).to_have_value("18,000")
    expect(cell(sheet, 1, "11")).to_have_value("")
    expect(total(sheet, "members", "y")).to_have_text("234,003")
    expect(sheet.locator("[data-changed]")).to_have_text("23 cells changed")

    sheet.get_by_role("button", name="Save and preview").click()
    expect(sheet.get_by_role("heading", level=1)).to_have_text("What the draft would change")
    expect(sheet.locator(".quota-preview tbody tr")).to_have_count(2)
    expect(sheet.locator(".quota-preview tbody tr").first).to_contain_text("135,003")
    expect(sheet.get_by_label("In force from")).to_have_value("2027-01-01")
    sheet.get_by_label("What changes, and why").fill("The new year")
    sheet.get_by_role("button", name="Publish the quotas").click()
    expect(sheet.locator("#toasts")).to_contain_text("The quotas are published.")

    sheet.reload()
    expect(cell(sheet, 0, "y")).to_have_value("135,003")
    expect(total(sheet, "members", "y")).to_have_text("234,003")
    expect(sheet.locator("tbody .is-changed")).to_have_count(0)
    sheet.get_by_role("link", name="History").click()
    expect(sheet.locator("tbody")).to_contain_text("The new year")


def test_a_sheet_is_filled_by_keyboard_alone(sheet: Page) -> None:
    cell(sheet, 2, "0").focus()
    keyboard = sheet.keyboard
    keyboard.type("100")
    keyboard.press("ArrowRight")
    keyboard.type("1,200.50")
    keyboard.press("Tab")
    keyboard.type("7")
    keyboard.press("Escape")
    expect(cell(sheet, 2, "2")).to_have_value("")
    keyboard.type("99.5")
    keyboard.press("ArrowRight")
    expect(cell(sheet, 2, "q0")).to_be_focused()
    expect(cell(sheet, 2, "q0")).to_have_value("1,400")
    keyboard.type("100")
    keyboard.press("Enter")
    for month, text in (("0", "33.33"), ("1", "33.33"), ("2", "33.34")):
        expect(cell(sheet, 2, month)).to_have_value(text)
    keyboard.press("Control+z")
    expect(cell(sheet, 2, "q0")).to_have_value("1,400")

    cell(sheet, 2, "y").focus()
    keyboard.type("1000")
    keyboard.press("ArrowUp")
    expect(cell(sheet, 2, "11")).to_have_value("83.37")
    expect(cell(sheet, 2, "y")).to_have_value("1,000")

    cell(sheet, 2, "10").focus()
    keyboard.press("Shift+ArrowRight")
    assert cell(sheet, 2, "10").evaluate(COPY) == "83.33\t83.37"
    keyboard.press("Delete")
    expect(cell(sheet, 2, "11")).to_have_value("")

    sheet.get_by_role("button", name="Save draft").focus()
    keyboard.press("Enter")
    expect(sheet.locator("#toasts")).to_contain_text("The draft is saved.")
    expect(cell(sheet, 2, "9")).to_have_value("83.33")
    expect(cell(sheet, 2, "11")).to_have_value("")


def test_a_cell_that_is_no_amount_is_marked_here_and_there(
    sheet: Page, complaints: list[str]
) -> None:
    typed = cell(sheet, 0, "3")
    typed.fill("a lot")
    typed.press("Enter")
    expect(typed).to_have_attribute("aria-invalid", "true")
    with sheet.expect_response(re.compile("/setup/quotas/")) as answered:
        sheet.get_by_role("button", name="Save draft").click()
    assert answered.value.status == 422
    expect(cell(sheet, 0, "3")).to_have_value("a lot")
    expect(sheet.get_by_role("alert")).to_contain_text("“a lot” is not a number")
    complaints.clear()  # the browser notes the status 422
