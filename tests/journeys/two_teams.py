"""Two teams under a region to reckon on paper, made the way a customer makes them.

The fiscal year goes from April 2027 to March 2028, over 29 February. The clock stands at
Wednesday 16 February 2028, 13:00: half of the working hours (09:00–17:00) are gone.

* The North works Monday to Friday by Berlin's holidays (8 March), closed on 21 February.
  Working days: January 21, February 20 (11 before today), March 22.
* The South works Monday to Thursday, closed on 10 February: January 17, February 16 (8), March 18.
* Europe above them goes by the default calendar: January 21, February 21 (11), March 23.

Ann (North) has half of 9 February and all of the 28th off. Ben joined the North on 12 January and
owes 0, 25, 50, 100 % by tenure month. Cat moves from the North to the South on 14 February. Dan
(South) leaves after the 17th. Eve's February is raised on the 14th. Fay owes 0 in January, her
February is cleared. The North owes a year of its own, spread by seasons: 9, 10 and 11 % in
January, February and March.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from accounts.actions.calendars import CalendarDetails, close_day, create_calendar
from accounts.actions.organisation import change_organisation
from accounts.actions.teams import TeamDetails, edit_team
from accounts.models import Team, User
from scorecards.actions.assignments import assign
from scorecards.actions.cards import create_scorecard
from scorecards.actions.drafts import publish_draft, save_draft, start_draft
from scorecards.actions.periods import open_periods
from scorecards.actions.recompute import work_off_marks
from scorecards.models import SeasonalProfile
from tests.scorecards.written import line, terms

YEAR_BEGINS = datetime(2027, 4, 1, 9, tzinfo=UTC)
BEN_JOINS = datetime(2028, 1, 12, 8, tzinfo=UTC)
CAT_MOVES = datetime(2028, 2, 14, 7, tzinfo=UTC)
NOON = datetime(2028, 2, 16, 13, tzinfo=UTC)
AFTER = datetime(2028, 3, 1, 6, tzinfo=UTC)

PEOPLE = """name,email,external_id,role,Region,Office,joined_on,left_on
Ann,ann@example.org,E-1,rep,Europe,North,2027-04-01,
Cat,cat@example.org,E-3,rep,Europe,North,2027-04-01,
Dan,dan@example.org,E-4,rep,Europe,South,2027-04-01,
Eve,eve@example.org,E-5,rep,Europe,South,2027-04-01,
Fay,fay@example.org,E-6,rep,Europe,South,2027-04-01,
"""
BEN = """name,email,external_id,role,Region,Office,joined_on,left_on
Ben,ben@example.org,E-2,rep,Europe,North,2028-01-12,
"""
MOVES = """name,email,external_id,role,Region,Office,joined_on,left_on
Cat,cat@example.org,E-3,rep,Europe,South,,
Dan,dan@example.org,E-4,rep,Europe,South,,2028-02-17
"""
PEOPLE_MAP = """
kind = "people"
[columns]
name = "name"
email = "email"
external_id = "external_id"
role = "role"
team = ["Region", "Office"]
joined_on = "joined_on"
left_on = "left_on"
"""
# Ann's year, in thousands: 171 in all.
WIDE = """Employee ID,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,Jan,Feb,Mar
E-1,10,10,10,12,12,12,15,15,15,18,20,22
"""
WIDE_MAP = """
kind = "quotas"
scale = 1000
[columns]
rep = { column = "Employee ID", by = "external_id" }
metric = { value = "revenue" }
year = { value = "FY2028" }
[months]
April = "Apr"
May = "May"
June = "Jun"
July = "Jul"
August = "Aug"
September = "Sep"
October = "Oct"
November = "Nov"
December = "Dec"
January = "Jan"
February = "Feb"
March = "Mar"
"""
# A fiscal quarter is January to March: 48,000 are 16,000 a month.
LONG = """E-mail,Metric,Month,Quota
cat@example.org,revenue,Jan 2028,19000
cat@example.org,revenue,Feb 2028,19000
cat@example.org,revenue,Mar 2028,19000
dan@example.org,revenue,FY2028-Q4,48000
eve@example.org,revenue,FY2028-Q4,48000
fay@example.org,revenue,2028-01,0
fay@example.org,revenue,2028-02,8000
fay@example.org,revenue,2028-03,8000
"""
TIME_OFF = """rep,starts_on,ends_on,half_days
ann@example.org,2028-02-09,2028-02-09,yes
ann@example.org,2028-02-28,2028-02-28,no
"""
# Revenue counts on the day a deal is won.
DEALS = """external_id,rep,status,amount,opened_on,closed_on
1,ann@example.org,won,14000,2027-11-02,2027-12-06
2,ann@example.org,won,15000,2027-12-01,2028-01-20
3,ann@example.org,won,12100,2028-01-03,2028-02-10
4,ben@example.org,won,400,2028-02-01,2028-02-15
5,cat@example.org,won,10000,2027-12-01,2028-01-25
6,cat@example.org,won,5000,2028-01-03,2028-02-03
7,cat@example.org,won,4000,2028-01-03,2028-02-15
8,dan@example.org,won,16000,2027-12-01,2028-01-13
9,dan@example.org,won,10000,2028-01-03,2028-02-16
10,eve@example.org,won,8000,2027-12-01,2028-01-27
11,eve@example.org,won,9750,2028-01-03,2028-02-08
12,fay@example.org,won,8000,2027-12-01,2028-01-31
13,fay@example.org,won,3000,2028-01-03,2028-02-09
14,fay@example.org,open,99000,2028-01-03,
"""
SEASONS = {1: 9, 2: 10, 3: 11, 4: 6, 5: 6, 6: 6, 7: 8, 8: 8, 9: 8, 10: 9, 11: 9, 12: 10}


class TwoTeams:
    """The organisation, and the ways in which people and programs reach it."""

    def __init__(self, clock: TimeMachineFixture, folder: Path, admin: User, leader: User) -> None:
        self._clock, self._folder = clock, folder
        self.admin, self.leader = admin, leader
        self._begin()
        self._owe()
        self._live_on()

    def at(self, moment: datetime) -> None:
        """Go to a moment and do what the timetable and the worker would do by then."""
        self._clock.move_to(moment, tick=False)
        open_periods(now=moment)
        work_off_marks(now=moment)

    def rep(self, name: str) -> User:
        return User.objects.get(name=name)

    def team(self, name: str) -> Team:
        return Team.objects.get(name=name)

    def program(self, user: User | None = None) -> APIClient:
        client = APIClient()
        client.force_login(user or self.leader)
        return client

    def browser(self, user: User | None = None) -> Client:
        client = Client()
        client.force_login(user or self.leader)
        return client

    def imported(self, kind: str, text: str, mapping: str = "", **options: Any) -> None:
        path = self._folder / f"{kind}.csv"
        path.write_text(text)
        if mapping:
            options["map"] = self._folder / f"{kind}.toml"
            options["map"].write_text(mapping)
        call_command("import_file", kind, path, **options)

    def attainment(self, period: str, by: str, **query: Any) -> dict[str, dict[str, Any]]:
        """Rows of the API by name, as the leader sees them."""
        asked = {"period": period, "by": by, "metric": "revenue", **query}
        answer = self.program().get("/api/v1/attainment/", asked)
        assert answer.status_code == 200, answer.content
        return {row["name"]: row for row in answer.json()["results"]}

    def _begin(self) -> None:
        self._clock.move_to(YEAR_BEGINS, tick=False)
        today = YEAR_BEGINS.date()
        change_organisation(choices={"fiscal_start_month": 4}, by=self.admin, today=today)
        self.imported("people", PEOPLE, PEOPLE_MAP)
        north = CalendarDetails("Berlin", country="DE", region="BE")
        for name, details, closed in (
            ("North", north, date(2028, 2, 21)),
            ("South", CalendarDetails("Four days", weekdays="0123"), date(2028, 2, 10)),
        ):
            calendar = create_calendar(details=details, by=self.admin, today=today)
            close_day(calendar=calendar, day=closed, name="Company day")
            edit_team(
                team=self.team(name),
                details=TeamDetails(name, parent=self.team("Europe"), calendar=calendar),
                by=self.admin,
                today=today,
            )
        self._card("North", ("day", "month"), (500, 9000))
        self._card("South", ("week", "quarter"), (4000, 51000))

    def _card(self, name: str, periods: tuple[str, str], targets: tuple[int, int]) -> None:
        """Revenue from the quota in both sections, from January on."""
        by, today, starts_on = self.admin, YEAR_BEGINS.date(), date(2028, 1, 1)
        card = create_scorecard(name=name, owner_team=None, by=by, today=today)
        draft = start_draft(scorecard=card, by=by, today=today)
        written = [[line("revenue", target, 100, from_quota=True)] for target in targets]
        save_draft(
            draft=draft,
            terms=terms(
                starts_on=starts_on, activities=written[0], objectives=written[1], periods=periods
            ),
            by=by,
        )
        publish_draft(draft=draft, starts_on=starts_on, by=by, now=YEAR_BEGINS, today=today)
        assign(scorecard=card, to=self.team(name), starts_on=starts_on, ends_on=None, by=by)

    def _owe(self) -> None:
        self.imported("quotas", WIDE, WIDE_MAP)
        self.imported("quotas", LONG)
        self._north_by_seasons("270,000")

    def _north_by_seasons(self, year: str) -> None:
        """On Europe's sheet: the year spread by a profile, saved, looked at and published."""
        browser = self.browser(self.admin)
        form = {"name": "Winter"} | {f"month_{month}": str(n) for month, n in SEASONS.items()}
        browser.post("/setup/quotas/profiles/new/", form)
        spread = f"seasonal:{SeasonalProfile.objects.get().pk}"
        row = f"team-{self.team('North').pk}"
        address = f"/setup/quotas/revenue/FY2028/{self.team('Europe').pk}/"
        typed = {"stamp": _stamp(browser, address), "spread": spread, "ramp": "", "growth": ""}
        shown = browser.post(address, {**typed, "do": "spread", f"{row}.y": year})
        cells = dict(re.findall(rf'name="({row}\.\d+)" value="([^"]*)"', shown.content.decode()))
        saved = browser.post(address, {**typed, "do": "save", **cells})
        assert saved.status_code == 302, words(saved.content.decode())
        stamp = _stamp(browser, f"{address}preview/")
        published = {"starts_on": "2027-04-01", "note": "Seasons", "stamp": stamp}
        assert browser.post(f"{address}publication/", published).status_code == 302

    def _live_on(self) -> None:
        self.at(BEN_JOINS)
        self.imported("people", BEN, PEOPLE_MAP)
        api = self.program(self.admin)
        ramp = ["0", "0.25", "0.5", "1"]
        months = {"2028-01": "16000", "2028-02": "16000", "2028-03": "22000"}
        owed = [
            {"rep": "E-2", "metric": "revenue", "month": month, "amount": amount, "ramp": ramp}
            for month, amount in months.items()
        ]
        assert api.post("/api/v1/quotas/", owed, format="json").json()["created"] == 3
        self.at(datetime(2028, 2, 7, 12, tzinfo=UTC))
        raised = {"amount": "24000", "starts_on": "2028-02-14"}
        assert api.patch(self._quota("Eve"), raised, format="json").status_code == 200
        assert api.delete(self._quota("Fay")).status_code == 204
        self.imported("time_off", TIME_OFF)
        self.at(CAT_MOVES)
        self.imported("people", MOVES, PEOPLE_MAP)
        self._clock.move_to(NOON, tick=False)
        self.imported("opportunities", DEALS, source="crm")
        self.at(NOON)

    def _quota(self, name: str) -> str:
        return f"/api/v1/quotas/revenue/2028-02/rep-{self.rep(name).pk}/"


def words(html: str) -> str:
    """What a page says, without tags and pictures."""
    bare = re.sub(r"<[^>]*>", " ", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))
    return " ".join(unescape(bare).split())


def total(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))


def four_places(amounts: Mapping[str, Any], fields: Sequence[str]) -> tuple[Decimal | None, ...]:
    """Amounts of an API row as decimals of four places."""
    return tuple(
        None if amounts[field] is None else round(Decimal(str(amounts[field])), 4)
        for field in fields
    )


def _stamp(browser: Client, address: str) -> str:
    found = re.search(r'name="stamp" value="(\w+)"', browser.get(address).content.decode())
    assert found
    return found[1]
