"""A running product, and browsers in which people of its demo organisation are logged in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState

from tests.browser.product import Product, prepared_once, running_product

PASSWORD = "demo-repscore"
OpenAs = Callable[..., Page]
LOOKED_AT = "test_every_page.py"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys change what the next one meets: side by side, they stay together in their order."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            if item.path.name != LOOKED_AT:
                item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A product that nobody has used yet: each that runs is a copy."""
    own = tmp_path_factory.getbasetemp()
    return prepared_once(own if worker_id == "master" else own.parent)


@pytest.fixture(scope="session")
def products(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Product]]:
    """Running products by name, each started when it is first asked for."""
    with ExitStack() as stack:

        @cache
        def running(name: str) -> Product:
            folder = tmp_path_factory.mktemp("product") / "var"
            return stack.enter_context(running_product(prepared, folder))

        yield running


@pytest.fixture(scope="module")
def product(request: pytest.FixtureRequest, products: Callable[[str], Product]) -> Product:
    """Pages are looked at in a product where no journey has been."""
    return products("looked at" if request.path.name == LOOKED_AT else "lived in")


@pytest.fixture(scope="session")
def base_url() -> None:
    """None for all: a context is told the address of the product that its test looks at."""


@pytest.fixture(scope="session")
def logged_in(browser: Browser) -> Callable[[Product, str], StorageState | None]:
    """The cookies of a demo login; everybody logs in through the form, once a product."""

    @cache
    def state(product: Product, who: str) -> StorageState | None:
        if not who:
            return None
        context = browser.new_context(base_url=product.address)
        log_in(context.new_page(), who)
        cookies = context.storage_state()
        context.close()
        return cookies

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
    product: Product,
    logged_in: Callable[[Product, str], StorageState | None],
    complaints: list[str],
) -> OpenAs:
    """`open_as("manager", "/setup/")`; "" is somebody who is not logged in."""

    def opened(who: str, path: str = "/", **options: Any) -> Page:
        state = logged_in(product, who)
        context = new_context(base_url=product.address, storage_state=state, **options)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda said: _note(said, complaints))
        page = context.new_page()
        page.goto(path)
        return page

    return opened


@pytest.fixture(scope="module")
def draft(
    product: Product,
    browser: Browser,
    logged_in: Callable[[Product, str], StorageState | None],
) -> None:
    """A draft for the editor to show, and one of quotas for the preview."""
    page = browser.new_page(base_url=product.address, storage_state=logged_in(product, "admin"))
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
