"""A running product, and browsers in which people of its demo organisation are logged in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState

from tests.browser.product import Product, running_product

PASSWORD = "demo-repscore"
OpenAs = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("var")) as product:
        yield product


@pytest.fixture(scope="session")
def base_url(product: Product) -> str:
    """Every context of a browser starts from here."""
    return product.address


@pytest.fixture(scope="session")
def logged_in(base_url: str, browser: Browser) -> Callable[[str], StorageState | None]:
    """The cookies of a demo login; everybody logs in through the form, once a session."""
    known: dict[str, StorageState | None] = {"": None}

    def state(who: str) -> StorageState | None:
        if who not in known:
            context = browser.new_context(base_url=base_url)
            log_in(context.new_page(), who)
            known[who] = context.storage_state()
            context.close()
        return known[who]

    return state


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What browsers complain of: a broken policy, a failed script or request. None is allowed."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def open_as(
    new_context: Callable[..., BrowserContext],
    logged_in: Callable[[str], StorageState | None],
    complaints: list[str],
) -> OpenAs:
    """`open_as("manager", "/setup/")`; "" is somebody who is not logged in."""

    def opened(who: str, path: str = "/", **options: Any) -> Page:
        state = logged_in(who)
        context = new_context(storage_state=state, **options)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda said: _note(said, complaints))
        page = context.new_page()
        page.goto(path)
        return page

    return opened


@pytest.fixture(scope="session")
def draft(base_url: str, browser: Browser, logged_in: Callable[[str], StorageState | None]) -> None:
    """A draft for the editor to show, and one of quotas for the preview."""
    page = browser.new_page(base_url=base_url, storage_state=logged_in("admin"))
    page.goto("/setup/scorecards/")
    page.get_by_role("link", name="SDR", exact=True).click()
    if page.get_by_role("button", name="Draft a new version").count():
        page.get_by_role("button", name="Draft a new version").click()
    page.goto("/setup/quotas/?year=2027")
    page.locator("tbody th a").first.click()
    page.locator('.quota-sheet tbody input[id$=".0"]').first.fill("1000")
    page.get_by_role("button", name="Save and preview").click()
    page.get_by_role("heading", name="What the draft would change").wait_for()
    page.close()


def log_in(page: Page, who: str) -> None:
    page.goto("/account/login/")
    fill_login(page, who, PASSWORD)
    page.get_by_text("Your account").wait_for(state="attached")


def fill_login(page: Page, who: str, password: str) -> None:
    page.get_by_label("E-mail").fill(f"{who}@demo.repscore.test")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def _note(said: ConsoleMessage, complaints: list[str]) -> None:
    if said.type in ("error", "warning"):
        complaints.append(f"{said.text} {said.location['url']}")
