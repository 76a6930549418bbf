"""Every page, narrow and wide, light and dark: no barrier, no sideways scrolling, no complaint."""

from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import OpenAs
from tests.browser.places import PLACES, Place, go_to

NARROW: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1440, "height": 900}
# Each width and each palette once: widths move boxes, palettes only change what tokens mean.
LOOKS: tuple[tuple[ViewportSize, Literal["light", "dark"]], ...] = (
    (NARROW, "light"),
    (WIDE, "dark"),
)
# Colours that are on their way from light to dark are no colours to judge.
STILL = """async () => {
  await new Promise(requestAnimationFrame);  // after it the new colours are set out for
  await new Promise(requestAnimationFrame);
  const moving = document.getAnimations().filter(one => one instanceof CSSTransition);
  await Promise.allSettled(moving.map(one => one.finished));
}"""

# Only what is wrong is sent over: what holds is most of it.
VIOLATIONS = """async () => (await axe.run({resultTypes: ["violations"]})).violations"""


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_page_holds_for_everybody(place: Place, open_as: OpenAs, complaints: list[str]) -> None:
    page = open_as(place.who, "about:blank", viewport=NARROW, reduced_motion="reduce")
    go_to(page, place)
    _open_folds(page)
    page.evaluate(AXE_SCRIPT)
    found = []
    for size, scheme in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.evaluate(STILL)
        found += _sideways(page, size["width"])
        found += _barriers(page, f"{scheme} {size['width']}")
    assert found == []
    if place.is_missing:
        assert ["404" in complaint for complaint in complaints] == [True]
        complaints.clear()


def _open_folds(page: Page) -> None:
    """What is folded away is looked at too; menus are not, they cover what is below."""
    for fold in page.locator("details:not(.menu)").all():
        fold.evaluate("fold => fold.open = true")


def _sideways(page: Page, width: int) -> list[str]:
    inside = page.evaluate("document.documentElement.scrollWidth")
    return [] if inside <= width else [f"{inside} pixels wide in a window of {width}"]


def _barriers(page: Page, when: str) -> list[str]:
    violations = page.evaluate(VIOLATIONS)
    return [
        f"{when}: {violation['id']}: {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]
