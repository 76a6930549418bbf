"""Goals of every shape, reckoned on paper in the organisation of `two_teams`.

On Wednesday 16 February 2028, 13:00, Ann has done 11 of her 18.5 days of February: 22 of 37. The
North has done 11.5 of 20, the company (default calendar) 11.5 of 21.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient
from time_machine import TimeMachineFixture

from accounts.models import User
from goals.actions.goals import edit_goal, make_goal
from goals.models import Goal, Milestone
from scorecards.models import Metric
from tests.factories import ManagerFactory
from tests.journeys.two_teams import AFTER, NOON, TwoTeams

pytestmark = pytest.mark.django_db
D = Decimal

# Ann: 30, 30, 28 on the half day, 33: 121 of 185. Ben: 20.
CALLS = """rep,occurred_at,calls
ann@example.org,2028-02-02,30
ann@example.org,2028-02-03,30
ann@example.org,2028-02-09,28
ann@example.org,2028-02-15,33
ben@example.org,2028-02-15,20
"""
# Three lost beside the one that Ann won in February: a quarter.
LOST = """external_id,rep,status,amount,opened_on,closed_on
21,ann@example.org,lost,1,2028-01-03,2028-02-02
22,ann@example.org,lost,1,2028-01-03,2028-02-04
23,ann@example.org,lost,1,2028-01-03,2028-02-14
"""
FEBRUARY = {"starts_on": "2028-02-01", "due_on": "2028-02-29"}
TOTAL = {"shape": "total", "metric": "calls", "statement": "185 calls in February"} | FEBRUARY
GONE = 22 / 37


@pytest.fixture
def two_teams(
    time_machine: TimeMachineFixture, tmp_path: Path, admin_person: User, leader: User
) -> TwoTeams:
    made = TwoTeams(time_machine, tmp_path, admin_person, leader)
    made.imported("activities", CALLS, source="dialer")
    made.imported("opportunities", LOST, source="crm")
    made.at(NOON)
    return made


def made(api: APIClient, **fields: Any) -> dict[str, Any]:
    known_weak = {"weak_because": "Reckoned on paper"}
    answer = api.post("/api/v1/goals/", FEBRUARY | known_weak | fields, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def now(api: APIClient, goal: dict[str, Any]) -> dict[str, Any]:
    return api.get(f"/api/v1/goals/{goal['id']}/").json()


def near(number: float) -> Any:
    return pytest.approx(number, rel=1e-9)


def standing(goal: dict[str, Any]) -> tuple[Any, ...]:
    """Actual, expected, progress, status."""
    return goal["actual"], goal["expected"], goal["progress"], goal["status"]


class TestOneGoal:
    def test_a_total(self, two_teams: TwoTeams) -> None:
        """110 are expected: 121 are a tenth more, exactly ahead."""
        api = two_teams.program(two_teams.rep("Ann"))
        goal = made(api, **TOTAL, target="185")
        assert standing(goal) == ("121", "110", near(121 / 185), "ahead")
        assert goal["elapsed"] == near(GONE)

    def test_a_falling_figure_that_is_typed(self, two_teams: TwoTeams) -> None:
        """From 40 to 3: 22 of 37 are done when 18 are left, exactly on track."""
        api = two_teams.program(two_teams.rep("Ann"))
        fields = {"statement": "Open tickets", "shape": "level", "unit": "tickets"}
        goal = made(api, **fields, start="40", target="3")
        assert standing(goal) == ("40", "18", 0, "behind")
        api.post(
            f"/api/v1/goals/{goal['id']}/check-ins/",
            {"value": "18", "confidence": 3},
            format="json",
        )
        assert standing(now(api, goal)) == ("18", "18", near(GONE), "on_track")

    def test_a_rising_share(self, two_teams: TwoTeams) -> None:
        """1 won, 3 lost: 25 % on the way from 22 to 28; half ÷ 22/37 is a pace of 84 %."""
        api = two_teams.program(two_teams.rep("Ann"))
        out_of = ["deals_won", "deals_lost"]
        goal = made(
            api,
            statement="Win rate",
            shape="level",
            metric="deals_won",
            out_of=out_of,
            start="0.22",
            target="0.28",
        )
        assert (goal["actual"], goal["progress"], goal["status"]) == ("0.25", near(0.5), "at_risk")
        assert float(goal["expected"]) == pytest.approx(0.22 + 0.06 * GONE, abs=1e-4)

    def test_so_many_every_day(self, two_teams: TwoTeams) -> None:
        """Met on the 2nd, 3rd, 15th, and on the half day with 28 of 15; of 19 days 4."""
        api = two_teams.program(two_teams.rep("Ann"))
        goal = made(api, statement="30 a day", shape="daily", metric="calls", target="30")
        assert (goal["days_met"], goal["days_counted"]) == (4, 11)
        assert (goal["streak"], goal["longest_streak"]) == (1, 2)
        assert goal["progress"] == near(4 / 19)

    def test_milestones_by_weight(self, two_teams: TwoTeams) -> None:
        """Two of four are done: half, a pace of 84 %."""
        ann = two_teams.rep("Ann")
        goal = make_goal(
            by=ann,
            now=NOON,
            statement="New territory",
            shape="milestones",
            person=ann,
            starts_on=date(2028, 2, 1),
            due_on=date(2028, 2, 29),
            milestones=[("List", D(1), None), ("Visits", D(2), None), ("Deal", D(1), None)],
        )
        step = Milestone.objects.get(name="Visits")
        answer = two_teams.browser(ann).post(
            f"/goals/{goal.pk}/milestones/{step.pk}/", {"done": "on", "done_on": "2028-02-15"}
        )
        assert answer.status_code == 302
        found = two_teams.program(ann).get(f"/api/v1/goals/{goal.pk}/").json()
        assert (found["progress"], found["status"]) == (0.5, "at_risk")

    def test_yes_or_no_has_a_status_once_it_is_due(self, two_teams: TwoTeams) -> None:
        api = two_teams.program(two_teams.rep("Ann"))
        goal = made(api, statement="Certified", shape="outcome")
        assert (goal["status"], goal["expected"]) == (None, None)
        two_teams.at(AFTER)
        assert now(api, goal)["status"] == "behind"

    def test_a_way_of_no_length_is_refused_with_a_reason(self, two_teams: TwoTeams) -> None:
        api = two_teams.program(two_teams.rep("Ann"))
        fields = {"statement": "Stay", "shape": "level", "start": "5", "target": "5", **FEBRUARY}
        answer = api.post("/api/v1/goals/", fields, format="json")
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert error["field"] == "target"
        assert error["message"]

    def test_a_said_status_holds_until_the_next_check_in(self, two_teams: TwoTeams) -> None:
        api = two_teams.program(two_teams.rep("Ann"))
        goal = made(api, **TOTAL, target="185")
        address = f"/api/v1/goals/{goal['id']}/check-ins/"
        said = {"confidence": 2, "status": "behind", "because": "The list is empty"}
        assert api.post(address, said, format="json").status_code == 201
        found = now(api, goal)
        assert (found["status"], found["pace_status"]) == ("behind", "ahead")
        assert api.post(address, {"confidence": 4}, format="json").status_code == 201
        assert now(api, goal)["status"] == "ahead"


class TestGroups:
    def test_facts_of_who_moved_belong_to_the_team_of_that_day(self, two_teams: TwoTeams) -> None:
        """12,100 + 400 + 5,000; Cat's 4,000 of the 15th are the South's (rule 22)."""
        api = two_teams.program(two_teams.admin)
        money = {"statement": "Revenue", "shape": "total", "metric": "revenue"}
        north = made(api, **money, team=two_teams.team("North").pk, target="30000")
        # 30,000 × 11.5 ÷ 20
        assert standing(north) == ("17500", "17250", near(17500 / 30000), "on_track")
        south = made(api, **money, team=two_teams.team("South").pk, target="30000")
        # 30,000 × 8.5 ÷ 16
        assert standing(south) == ("26750", "15937.5", near(26750 / 30000), "ahead")
        company = made(api, **money, person=None, team=None, target="42000")
        # 42,000 × 11.5 ÷ 21
        assert standing(company) == ("44250", "23000", near(44250 / 42000), "ahead")


class TestCascade:
    """Company ← North ← Ann's calls (weight 3), Ben's (1), a falling one of Cat (2), and one
    of weight 5 that is dropped."""

    @pytest.fixture
    def manager(self, two_teams: TwoTeams) -> User:
        found: User = ManagerFactory(manages=[two_teams.team("Europe")])
        return found

    @pytest.fixture
    def tree(self, two_teams: TwoTeams, manager: User) -> dict[str, dict[str, Any]]:
        api = two_teams.program(manager)
        by = {"shape": "outcome", "driver": "children", "visibility": "company"}
        leader = two_teams.program()
        company = made(leader, **by, statement="A busy spring", person=None, team=None)
        north = two_teams.team("North").pk
        team = made(api, **by, statement="A busy North", team=north, parent=company["id"])
        below = {"parent": team["id"], "visibility": "company"}
        person = {name: two_teams.rep(name).email for name in ("Ann", "Ben")}
        return {
            "company": company,
            "north": team,
            "ann": made(api, **TOTAL, **below, person=person["Ann"], target="185", weight="3"),
            "ben": made(api, **TOTAL, **below, person=person["Ben"], target="10", weight="1"),
            "dropped": made(api, **TOTAL, **below, person=person["Ann"], target="9", weight="5"),
            "falling": made(
                api,
                **below,
                person=person["Ann"],
                statement="Fewer tickets",
                shape="level",
                start="40",
                target="20",
                weight="2",
            ),
        }

    def test_the_weighted_mean_of_what_counts(
        self, two_teams: TwoTeams, manager: User, tree: dict[str, dict[str, Any]]
    ) -> None:
        api = two_teams.program(manager)
        assert api.delete(f"/api/v1/goals/{tree['dropped']['id']}/").status_code == 204
        api.post(
            f"/api/v1/goals/{tree['falling']['id']}/check-ins/",
            {"value": "50", "confidence": 1},
            format="json",
        )
        assert now(api, tree["falling"])["progress"] == -0.5
        assert now(api, tree["ben"])["progress"] == 2
        # (3 × 121/185 + 1 × 100 % + 2 × 0) ÷ 6: capped above, nothing below the start.
        mean = (3 * 121 / 185 + 1) / 6
        for name in ("north", "company"):
            assert now(api, tree[name])["progress"] == near(mean)
        # 0.4937 ÷ (11.5 ÷ 20) = 86 %; ÷ (11.5 ÷ 21) = 90 %
        assert now(api, tree["north"])["status"] == "at_risk"
        assert now(api, tree["company"])["elapsed"] == near(11.5 / 21)

    def test_over_full_counts_where_the_goal_says_so(
        self, two_teams: TwoTeams, manager: User, tree: dict[str, dict[str, Any]]
    ) -> None:
        api = two_teams.program(manager)
        for name in ("dropped", "falling"):
            api.delete(f"/api/v1/goals/{tree[name]['id']}/")
        ben = Goal.objects.get(pk=tree["ben"]["id"])
        assert now(api, tree["north"])["progress"] == near((3 * 121 / 185 + 1) / 4)
        edit_goal(goal=ben, by=manager, now=NOON, counts_over_full=True)
        assert now(api, tree["north"])["progress"] == near((3 * 121 / 185 + 2) / 4)

    def test_switching_the_driver_keeps_both(
        self, two_teams: TwoTeams, manager: User, tree: dict[str, dict[str, Any]]
    ) -> None:
        api = two_teams.program(manager)
        for name in ("dropped", "falling"):
            api.delete(f"/api/v1/goals/{tree[name]['id']}/")
        north = Goal.objects.get(pk=tree["north"]["id"])
        edit_goal(
            goal=north,
            by=manager,
            now=NOON,
            shape="total",
            metric=Metric.objects.get(slug="calls"),
            target=D(282),
            driver="own",
        )
        assert now(api, tree["north"])["progress"] == 0.5  # 121 + 20 of 282
        edit_goal(goal=north, by=manager, now=NOON, driver="children")
        assert now(api, tree["north"])["progress"] == near((3 * 121 / 185 + 1) / 4)

    def test_a_closed_child_counts_with_what_it_ended_at(
        self, two_teams: TwoTeams, manager: User, tree: dict[str, dict[str, Any]]
    ) -> None:
        api = two_teams.program(manager)
        for name in ("dropped", "falling"):
            api.delete(f"/api/v1/goals/{tree[name]['id']}/")
        closed = two_teams.browser(manager).post(
            f"/goals/{tree['ann']['id']}/closure/", {"outcome": "missed", "lesson": "Too few"}
        )
        assert closed.status_code == 302
        more = "rep,occurred_at,calls\nann@example.org,2028-02-16,64\n"
        two_teams.imported("activities", more, source="late")
        two_teams.at(NOON)
        mean = (3 * 121 / 185 + 1) / 4  # what it ended at is kept with eight decimals
        assert now(api, tree["north"])["progress"] == pytest.approx(mean, abs=1e-8)
