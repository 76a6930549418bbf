"""Every page, and how its readers get there: links followed one after the other."""

from dataclasses import dataclass

from playwright.sync_api import Page

PLAN = "main tbody th a"
SHEET = ("tbody th a",)
HISTORY = "a:has-text('History')"
CARD = "tbody th a:has-text('Account executive Berlin')"


@dataclass(frozen=True)
class Place:
    """`links` are selectors; of each the first link is followed, from `start` on."""

    name: str
    who: str
    start: str
    links: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        return self.start == "/nowhere/"

    def __str__(self) -> str:
        return f"{self.name}-{self.who or 'anonymous'}"


PLACES = (
    # Before the login
    Place("login", "", "/account/login/"),
    Place("password reset", "", "/account/password/reset/"),
    Place("password reset sent", "", "/account/password/reset/done/"),
    Place("password link too old", "", "/account/password/reset/key/1-nothing/"),
    Place("sign up by invitation", "", "/account/signup/"),
    Place("missing", "", "/nowhere/"),
    # Everybody's
    Place("missing", "rep", "/nowhere/"),
    Place("password change", "rep", "/account/password/change/"),
    Place("log out", "rep", "/account/logout/"),
    Place("tokens", "rep", "/setup/tokens/"),
    # A rep's
    Place("home", "rep", "/"),
    Place("past period", "rep", "/", ("a[rel=prev]",)),
    Place("before the first period", "rep", "/?period=2025-W20"),
    Place("why activities", "rep", "/", ("#how-activities",)),
    Place("why objectives", "rep", "/", ("#how-objectives",)),
    Place("facts", "rep", "/", ("#how-activities", "th.explained a")),
    Place("facts of deals", "rep", "/", ("#how-objectives", "th.explained a")),
    Place("log", "rep", "/log/"),
    Place("correction", "rep", "/log/", ("#entries .entry-actions a",)),
    Place("time off", "rep", "/setup/time-off/"),
    Place("attainment", "rep", "/attainment/?period=last-3-months"),
    Place("goals", "rep", "/goals/"),
    Place("no goals", "rep", "/goals/?q=nobody-aims-for-this"),
    Place("goal", "rep", "/goals/?whose=mine", (".goal-table tbody th a",)),
    Place("new goal", "rep", "/goals/new/"),
    Place("ready-made goal", "rep", "/goals/new/?like=daily"),
    # A manager's
    Place("attainment", "manager", "/attainment/"),
    Place("rep attainment", "manager", "/attainment/", ("#attainment-people tbody th a",)),
    Place("overview", "director.3", "/"),
    Place("board", "manager", "/"),
    Place("board sorted", "manager", "/", ("thead a:has-text('Rep')",)),
    Place("past board", "manager", "/", ("a[rel=prev]",)),
    Place("rep", "manager", "/", (".board-grid tbody th a",)),
    Place("for whom to log", "manager", "/log/"),
    Place("log", "manager", "/log/", (".entry-link",)),
    Place("goals", "manager", "/goals/?state=all&order=status"),
    Place("goal", "manager", "/goals/", (".goal-table tbody th a",)),
    Place("tree of goals", "manager", "/goals/tree/"),
    Place("new goal", "manager", "/goals/new/?like=win_rate"),
    Place("setup", "manager", "/setup/"),
    Place("scorecards", "manager", "/setup/scorecards/"),
    Place("scorecard", "manager", "/setup/scorecards/", (CARD,)),
    Place("people", "manager", "/setup/people/"),
    Place("metric to read", "manager", "/setup/metrics/", ("tbody th a",)),
    # A leader's
    Place("attainment", "leader", "/attainment/"),
    Place("the last periods", "leader", "/attainment/past/"),
    Place("attainment to date", "leader", "/attainment/?period=ytd&sort=name"),
    Place("team attainment", "leader", "/attainment/", ("#attainment-teams a:has-text('EMEA')",)),
    Place("overview", "leader", "/teams/"),
    Place("region board", "leader", "/teams/", ("#team-tree a:has-text('EMEA')",)),
    Place("plans", "leader", "/plan/"),
    Place("new plan", "leader", "/plan/new/"),
    Place("plan", "leader", "/plan/", (PLAN,)),
    Place("plan compared", "leader", "/plan/", (PLAN, ".tabs a:has-text('Compare')")),
    Place("plan reps", "leader", "/plan/", (PLAN, ".tabs a:has-text('Reps')")),
    Place("plan drafts", "leader", "/plan/", (PLAN, ".tabs a:has-text('drafts')")),
    # An admin's
    Place("plan drafts", "admin", "/plan/", (PLAN, ".tabs a:has-text('drafts')")),
    Place("setup", "admin", "/setup/"),
    Place("people", "admin", "/setup/people/"),
    Place("person", "admin", "/setup/people/", ("tbody th a",)),
    Place("new person", "admin", "/setup/people/new/"),
    Place("teams", "admin", "/setup/teams/"),
    Place("team", "admin", "/setup/teams/", (".tree a:has-text('Berlin')",)),
    Place("new team", "admin", "/setup/teams/new/"),
    Place("calendars", "admin", "/setup/calendars/"),
    Place("calendar", "admin", "/setup/calendars/", ("main a:has-text('EMEA')",)),
    Place("new calendar", "admin", "/setup/calendars/new/"),
    Place("time off", "admin", "/setup/time-off/"),
    Place("new time off", "admin", "/setup/time-off/new/"),
    Place("organisation", "admin", "/setup/organisation/"),
    Place("job roles", "admin", "/setup/job-roles/"),
    Place("job role", "admin", "/setup/job-roles/", ("main a:has-text('SDR')",)),
    Place("metrics", "admin", "/setup/metrics/"),
    Place("metric", "admin", "/setup/metrics/", ("tbody th a",)),
    Place("new metric", "admin", "/setup/metrics/new/"),
    Place("scorecards", "admin", "/setup/scorecards/"),
    Place("new scorecard", "admin", "/setup/scorecards/new/"),
    Place("scorecard", "admin", "/setup/scorecards/", ("tbody th a:has-text('SDR')",)),
    Place("rename scorecard", "admin", "/setup/scorecards/", (CARD, "a:has-text('Rename')")),
    Place("version", "admin", "/setup/scorecards/", (CARD, ".version-row a:has-text('Version 1')")),
    Place(
        "draft",
        "admin",
        "/setup/scorecards/",
        ("tbody th a:has-text('SDR')", "a:has-text('draft')"),
    ),
    Place(
        "preview",
        "admin",
        "/setup/scorecards/",
        ("tbody th a:has-text('SDR')", "a:has-text('draft')", "preview"),
    ),
    Place("overrides", "admin", "/setup/overrides/"),
    Place("new override", "admin", "/setup/overrides/new/"),
    Place("quotas", "admin", "/setup/quotas/"),
    Place("quotas at the top", "admin", "/setup/quotas/", ("tbody th a",)),
    Place("quota sheet", "manager", "/setup/quotas/", ("tbody th a",)),
    Place("quota history", "manager", "/setup/quotas/", ("tbody th a", "a:has-text('History')")),
    Place("quota rule", "manager", "/setup/quotas/", ("tbody th a", "a:has-text('Hand down')")),
    Place("quota change", "manager", "/setup/quotas/", (*SHEET, HISTORY, "tbody th a")),
    Place("quota preview", "admin", "/setup/quotas/?year=2027", (*SHEET, "preview")),
    Place("closed periods", "manager", "/setup/closings/"),
    Place("close a period", "manager", "/setup/closings/?kind=week", ("td.actions a",)),
    Place("closing", "manager", "/setup/closings/", ("tbody th a",)),
    Place("late facts", "manager", "/setup/closings/", ("tbody td.num a",)),
    Place("closed score", "manager", "/setup/closings/", ("tbody th a", "tbody th a")),
    Place("closings of a scorecard", "admin", "/setup/closings/?kind=quarter"),
    Place("quota profiles", "manager", "/setup/quotas/profiles/"),
    Place("quota profile", "manager", "/setup/quotas/profiles/", ("main h2 a",)),
    Place("new quota profile", "manager", "/setup/quotas/profiles/new/"),
)


def go_to(page: Page, place: Place) -> None:
    page.goto(place.start)
    for link in place.links:
        _follow(page, link)


def _follow(page: Page, link: str) -> None:
    if link == "preview":
        page.goto(f"{page.url}preview/")
        return
    address = page.locator(link).first.get_attribute("href")
    assert address, f"{link} leads nowhere"
    page.goto(address if address.startswith("/") else f"{page.url.partition('?')[0]}{address}")
