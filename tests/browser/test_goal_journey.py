"""A rep makes a SMART goal from a ready-made shape, mends its letters and checks in on it."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs

LETTERS = "#goal-check .letter"


def letter(page: Page, name: str) -> str:
    return page.locator(LETTERS).filter(has_text=name).locator(".badge").inner_text()


def test_a_rep_makes_a_goal_mends_it_and_checks_in(open_as: OpenAs) -> None:
    page = open_as("rep", "/goals/")
    page.get_by_role("link", name="New goal").first.click()
    page.get_by_role("link", name="50 outbound calls a day for 30 days").click()
    expect(page.get_by_label("Target", exact=False).first).to_have_value("50")
    assert letter(page, "Relevant") == "weak"
    assert letter(page, "Specific") == "fine"

    # The letters follow what is typed, without saving.
    page.get_by_label("Target", exact=False).first.fill("0")
    page.get_by_label("Target", exact=False).first.blur()
    expect(page.locator("#goal-check")).to_contain_text("needs more than zero")
    page.get_by_label("Target", exact=False).first.fill("5")
    page.get_by_label("Target", exact=False).first.blur()
    expect(page.locator("#goal-proposed")).to_contain_text("5 calls a day until")
    page.get_by_label("Serves the quota of").select_option("Revenue")
    relevant = page.locator(LETTERS).filter(has_text="Relevant")
    expect(relevant).to_contain_text("It serves the quota of “Revenue”.")
    assert letter(page, "Relevant") == "fine"

    if page.locator("#goal-check.is-weak").count():
        page.get_by_label("Why it is saved").fill("Five a day is a beginning")
    page.get_by_role("button", name="Save goal").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("5 calls a day until")

    check_in = page.locator("#check-in")
    check_in.get_by_label("How sure are you").select_option("likely")
    check_in.get_by_label("Note").fill("The first morning went well")
    check_in.get_by_role("button", name="Check in").click()
    expect(page.get_by_text("The first morning went well")).to_be_visible()


def test_weak_letters_are_saved_only_with_a_reason(open_as: OpenAs, complaints: list[str]) -> None:
    page = open_as("rep", "/goals/new/?like=outcome")
    page.get_by_label("The goal in one sentence").fill("The region has a new partner")
    page.get_by_role("button", name="Save goal").click()
    reason = page.get_by_label("Why it is saved")
    expect(reason).to_be_visible()
    expect(page.get_by_text("Weak: Achievable, Relevant.")).to_be_visible()
    assert ["422" in complaint for complaint in complaints] == [True]
    complaints.clear()
    reason.fill("The contract is with their lawyers")
    page.get_by_role("button", name="Save goal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The region has a new partner")


def test_the_form_works_without_scripts(open_as: OpenAs) -> None:
    page = open_as("rep", "/goals/new/?like=steps", java_script_enabled=False)
    expect(page.get_by_label("What is counted")).to_be_hidden()
    page.get_by_label("The goal in one sentence").fill("A plan for the region")
    page.get_by_role("group", name="Milestone 1").get_by_role("textbox").first.fill("Draft")
    page.get_by_role("button", name="More rows").click()
    assert page.get_by_role("group").count() >= 6
    page.get_by_role("button", name="Check", exact=True).click()
    achievable = page.locator(LETTERS).filter(has_text="Achievable")
    expect(achievable).to_contain_text("Name at least two milestones")
