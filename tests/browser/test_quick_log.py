"""Logging as fast as fingers go: by keyboard on a desk, and without a script at all."""

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenAs
from tests.browser.figures import number_in

SOON = 10_000


def test_quick_digits_are_neither_lost_nor_mixed_up(open_as: OpenAs) -> None:
    page = open_as("rep")
    before = [_today(page, key) for key in "12"]
    for key in "1211221121":
        page.keyboard.press(key)
    for key, wanted in zip("12", (before[0] + 6, before[1] + 4), strict=True):
        said = _button(page, key).locator(".log-today")
        expect(said).to_have_text(f"{wanted} today", timeout=SOON)
    expect(page.locator(".toast:visible")).to_have_count(3)


def test_a_digit_typed_into_a_field_logs_nothing(open_as: OpenAs) -> None:
    page = open_as("rep")
    before = page.locator("#entries li").count()
    page.get_by_text("With quantity, day and note").click()
    page.get_by_label("Note").press_sequentially("112")
    expect(page.get_by_label("Note")).to_have_value("112")
    assert page.locator("#entries li").count() == before
    expect(page.locator(".toast")).to_have_count(0)


def test_without_a_script_one_logs_and_withdraws_all_the_same(open_as: OpenAs) -> None:
    page = open_as("rep", java_script_enabled=False)
    entries = page.locator("#entries li")
    before = entries.count()
    page.get_by_role("button", name=re.compile(r"^\+1 Calls")).click()
    expect(page.locator("#toasts")).to_contain_text("Logged: Calls, 1")
    expect(page).to_have_url(re.compile(r"/$"))
    assert entries.count() == min(before + 1, 20)
    entries.first.get_by_role("button", name="Withdraw").click()
    expect(entries.first).to_contain_text("withdrawn")


def _button(page: Page, key: str) -> Locator:
    return page.locator(f'[data-key="{key}"]')


def _today(page: Page, key: str) -> Decimal:
    return number_in(_button(page, key).locator(".log-today"))
