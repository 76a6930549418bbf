"""The team board: who needs me today?"""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook
from time_machine import TimeMachineFixture

from accounts.actions.marks import mark_stale
from accounts.models import Membership, StaleMark, Team, User
from scorecards.models import Assignment, Scorecard
from tests.factories import (
    JobRoleFactory,
    ManagerFactory,
    RepFactory,
    TeamFactory,
    TimeOffFactory,
    assign,
    scorecard,
)
from tests.scorecards.week_of_rosa import (
    MONDAY,
    NOW,
    SUNDAY,
    TODAY,
    card_of,
    done,
    queries_of,
    scored,
)

ClientOf = Callable[[User], Client]
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def north(team: Team, rep: User) -> Team:
    """Rosa at risk (56 of 70 expected), Ben ahead with 100, Cleo behind without a fact."""
    card_of(team)
    done(rep, calls=35, connects=7)
    done(RepFactory(name="Ben Best", team=team), calls=50, connects=20)
    scored([RepFactory(name="Cleo Calm", team=team)])
    return team


def page(client: Client, team: Team, query: str = "") -> str:
    response = client.get(f"/teams/{team.pk}/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def names(shown: str) -> list[str]:
    """The reps of the grids, from the top."""
    return re.findall(
        r'<tr> <th scope="row"> (?:<a href="/reps/\d+/[^"]*">)?([^<]+?)(?:</a>)? <', shown
    )


def row(shown: str, name: str) -> str:
    """What stands in a rep's row, without tags."""
    (found,) = (each for each in map(text, rows_of(shown)) if each.startswith(name))
    return found


def rows_of(shown: str) -> list[str]:
    return re.findall(r"<tr>.*?</tr>", shown)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"<svg.*?</svg>", "", html)).split())


def card_on(team: Team) -> Scorecard:
    return Assignment.objects.get(team=team).scorecard


def download(client: Client, team: Team, query: str = "") -> list[dict[str, str]]:
    content = client.get(f"/teams/{team.pk}/board.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_who_is_furthest_behind_stands_first(manager_client: Client, north: Team) -> None:
    assert names(page(manager_client, north)) == ["Cleo Calm", "Rosa Rep", "Ben Best"]


def test_a_row_says_score_rank_figures_and_pace_in_words(
    manager_client: Client, north: Team
) -> None:
    # 60 × 35/50 + 40 × 7/20 = 42 + 14.
    assert row(page(manager_client, north), "Rosa Rep") == (
        "Rosa Rep At risk At risk 56.0 2 of 3 On track 35 / 50 Behind 7 / 20"
    )


def test_names_and_scores_lead_to_the_rep_and_the_explanation(
    manager_client: Client, north: Team, rep: User
) -> None:
    shown = page(manager_client, north)
    assert f'<a href="/reps/{rep.pk}/">Rosa Rep</a>' in shown
    assert f'href="/reps/{rep.pk}/scores/activities/?period=2026-W11"' in shown


def test_rule_20_the_team_line_full_roster_beside_contributors(
    manager_client: Client, north: Team
) -> None:
    """85 of 150 calls, 27 of 60 connects: 34 + 18; without Cleo 85 of 100 and 27 of 40: 51 + 27."""
    shown = page(manager_client, north)
    assert row(shown, "Team, full roster") == (
        "Team, full roster Behind 52.0 At risk 85 / 150 Behind 27 / 60"
    )
    assert row(shown, "Team, contributors only") == (
        "Team, contributors only Ahead 78.0 Ahead 85 / 100 At risk 27 / 40"
    )


def test_the_team_score_names_both_rosters(manager_client: Client, north: Team) -> None:
    shown = text(page(manager_client, north))
    assert "Full roster, 3 reps 52.0 Contributors only, 2 reps 78.0 Expected by now 70.0" in shown


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Ben Best", "Cleo Calm", "Rosa Rep"]),
        ("-name", ["Rosa Rep", "Cleo Calm", "Ben Best"]),
        ("activities", ["Ben Best", "Rosa Rep", "Cleo Calm"]),
        ("-activities.calls", ["Cleo Calm", "Rosa Rep", "Ben Best"]),
        ("activities.connects", ["Ben Best", "Rosa Rep", "Cleo Calm"]),
        ("-need", ["Ben Best", "Rosa Rep", "Cleo Calm"]),
        ("nonsense", ["Ben Best", "Cleo Calm", "Rosa Rep"]),
    ],
)
def test_a_heading_sorts(manager_client: Client, north: Team, sort: str, order: list[str]) -> None:
    assert names(page(manager_client, north, f"?sort={sort}")) == order


def test_the_sorted_heading_says_so_and_turns_round(manager_client: Client, north: Team) -> None:
    shown = page(manager_client, north, "?sort=activities.calls&period=2026-W11")
    assert 'aria-sort="descending"><a href="?sort=-activities.calls&amp;period=2026-W11">' in shown
    assert 'aria-sort="none"><a href="?sort=activities.connects&amp;period=2026-W11">' in shown


def test_a_rep_away_for_the_whole_period_stands_last_with_the_reason(
    manager_client: Client, north: Team
) -> None:
    away = RepFactory(name="Abel Away", team=north)
    TimeOffFactory(user=away, starts_on=MONDAY, ends_on=SUNDAY)
    scored([away])
    shown = page(manager_client, north)
    assert names(shown)[-1] == "Abel Away"
    assert row(shown, "Abel Away").startswith("Abel Away Away for the whole period")
    # Neither their target nor their weight is in the team's line.
    assert "85 / 150" in text(shown)


def test_before_the_working_hours_nobody_has_a_pace(
    manager_client: Client, north: Team, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW.replace(day=9, hour=6), tick=False)
    shown = page(manager_client, north)
    assert row(shown, "Cleo Calm").startswith("Cleo Calm Nothing is expected yet")


def test_a_rep_without_a_scorecard_is_listed_with_the_reason(
    manager_client: Client, team: Team, rep: User
) -> None:
    done(rep)
    other = RepFactory(name="Nils New", team=team)
    assign(scorecard("AE", activities={"calls": (5, 1)}), other)
    scored([other])
    shown = page(manager_client, team)
    assert names(shown) == ["Nils New"]
    assert "Rosa Rep North On no scorecard" in text(shown)


def test_reps_with_different_scorecards_have_a_grid_each(
    manager_client: Client, north: Team
) -> None:
    other = RepFactory(name="Nils New", team=north)
    card = scorecard("AE", objectives={"revenue": (1000, 100)}, objectives_period="month")
    assign(card, other)
    scored([other])
    shown = text(page(manager_client, north))
    assert "SDR 3 reps Activities Week 11, 2026 Rep Score Calls Connected calls" in shown
    assert "AE 1 rep Objectives March 2026 Rep Score Revenue" in shown


def test_rule_22_a_rep_who_came_on_wednesday_counts_from_then_on(
    manager_client: Client, north: Team, other_team: Team
) -> None:
    """3 of 5 days: 30 of 50 calls are owed here, the 20 of Monday belong to the South.

    The team: 60 × 95/180 + 40 × 27/72.
    """
    mover = RepFactory(name="Mo Mover")
    Membership.objects.create(
        user=mover, team=other_team, starts_on=date(2020, 1, 1), ends_on=MONDAY + A_DAY
    )
    Membership.objects.create(user=mover, team=north, starts_on=MONDAY + 2 * A_DAY)
    assign(card_on(north), other_team)
    done(mover, day=MONDAY, calls=20)
    done(mover, day=MONDAY + 2 * A_DAY, calls=10)
    shown = page(manager_client, north)
    # Their own score is that of the whole week: 60 × 30/50.
    assert row(shown, "Mo Mover") == (
        "Mo Mover Behind Behind 36.0 3 of 4 here yesterday to Sun 15 Mar Behind 10 / 30"
        " Behind 0 / 12"
    )
    assert "Team, full roster Behind 46.7 Behind 95 / 180 Behind 27 / 72" in text(shown)


def test_rule_22_who_went_away_stays_with_the_days_they_were_here(
    manager_client: Client, north: Team, other_team: Team
) -> None:
    """Their manager has no right to see the score of the days elsewhere."""
    mover = RepFactory(name="Mo Mover")
    Membership.objects.create(
        user=mover, team=north, starts_on=date(2020, 1, 1), ends_on=MONDAY + A_DAY
    )
    Membership.objects.create(user=mover, team=other_team, starts_on=MONDAY + 2 * A_DAY)
    assign(card_on(north), other_team)
    done(mover, day=MONDAY, calls=20)
    done(mover, day=MONDAY + 2 * A_DAY, calls=10)
    shown = page(manager_client, north)
    assert names(shown)[-1] == "Mo Mover"
    assert row(shown, "Mo Mover") == (
        "Mo Mover Has moved on: only the days in this team are shown"
        " here Mon 9 Mar to Tue 10 Mar On track 20 / 20 Behind 0 / 8"
    )
    assert f"/reps/{mover.pk}/" not in shown


def test_the_strip_names_the_silent_the_absent_and_those_behind(
    manager_client: Client, north: Team, rep: User
) -> None:
    away = RepFactory(name="Abel Away", team=north)
    TimeOffFactory(user=away, starts_on=TODAY, ends_on=TODAY + A_DAY)
    scored([away])
    done(rep, day=TODAY, calls=1)
    shown = text(page(manager_client, north))
    assert (
        "Today 2 behind pace now Abel Away 0% Cleo Calm 0%"
        " 2 without an entry today Ben Best Cleo Calm 1 away today Abel Away until tomorrow"
    ) in shown


def test_nobody_is_silent_outside_the_working_hours(
    manager_client: Client, north: Team, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW.replace(hour=8), tick=False)
    assert "0 without an entry today Nobody is at work right now" in text(
        page(manager_client, north)
    )


def test_a_past_period_has_its_own_figures_and_no_strip(
    manager_client: Client, north: Team, rep: User
) -> None:
    done(rep, day=MONDAY - 7 * A_DAY, calls=49)
    shown = page(manager_client, north, "?period=2026-W10")
    assert "as of Sun 8 Mar" in shown
    assert "without an entry today" not in shown
    assert row(shown, "Rosa Rep").startswith("Rosa Rep Behind Behind 58.8 1 of 1")
    assert names(shown) == ["Rosa Rep"]
    assert f'<a href="/reps/{rep.pk}/?period=2026-W10">Rosa Rep</a>' in shown


def test_a_bad_period_is_said_and_now_is_shown(manager_client: Client, north: Team) -> None:
    shown = page(manager_client, north, "?period=soon")
    assert "“soon” is not a period" in shown
    assert len(names(shown)) == 3


def test_a_job_role_can_be_chosen(manager_client: Client, north: Team, rep: User) -> None:
    rep.job_role = JobRoleFactory(name="SDR")
    rep.save(update_fields=["job_role"])
    shown = page(manager_client, north, f"?job_role={rep.job_role.pk}")
    assert names(shown) == ["Rosa Rep"]
    assert "Team, full roster At risk 56.0" in text(shown)
    assert names(page(manager_client, north, "?job_role=all")) == [
        "Cleo Calm",
        "Rosa Rep",
        "Ben Best",
    ]


def test_a_manager_of_managers_sees_the_teams_below_and_their_reps(
    client_of: ClientOf, north: Team
) -> None:
    region = TeamFactory(name="Europe")
    Team.objects.filter(pk=north.pk).update(parent=region)
    director = ManagerFactory(manages=[region])
    shown = page(client_of(director), region)
    assert names(shown) == ["Cleo Calm", "Rosa Rep", "Ben Best"]
    assert f'<a href="/teams/{north.pk}/' in shown
    assert "North 3 reps Behind 52.0 Week 11, 2026 · contributors 78.0" in text(shown)


def test_the_way_up_is_shown_only_as_far_as_the_reader_may_go(
    client_of: ClientOf, manager_client: Client, north: Team, leader: User
) -> None:
    region = TeamFactory(name="Europe")
    Team.objects.filter(pk=north.pk).update(parent=region)
    assert f"/teams/{region.pk}/" in page(client_of(leader), north)
    assert f"/teams/{region.pk}/" not in page(manager_client, north)


def test_csv_holds_what_is_shown_in_the_same_order(manager_client: Client, north: Team) -> None:
    rows = download(manager_client, north, "?sort=name")
    assert [row["Rep"] for row in rows] == [
        "Ben Best",
        "Cleo Calm",
        "Rosa Rep",
        "North, full roster",
        "North, contributors only",
    ]
    rosa = rows[2]
    assert rosa["Activities: score"] == "56.0"
    assert rosa["Activities: rank"] == "2"
    assert rosa["Activities: pace %"] == "80.0"
    assert rosa["Activities: Calls"] == "35"
    assert rosa["Activities: Calls, target"] == "50"
    assert rosa["Activities: Calls, status"] == "On track"
    assert (rows[3]["Activities: score"], rows[4]["Activities: score"]) == ("52.0", "78.0")


def test_csv_neutralises_names_that_are_formulas(
    manager_client: Client, north: Team, rep: User
) -> None:
    rep.name = "=HYPERLINK(1)"
    rep.save(update_fields=["name"])
    assert "'=HYPERLINK(1)" in [row["Rep"] for row in download(manager_client, north)]


def test_csv_is_filtered_like_the_page(manager_client: Client, north: Team, rep: User) -> None:
    rep.job_role = JobRoleFactory(name="SDR")
    rep.save(update_fields=["job_role"])
    rows = download(manager_client, north, f"?job_role={rep.job_role.pk}")
    assert [row["Rep"] for row in rows][:1] == ["Rosa Rep"]
    assert len(rows) == 3


def test_xlsx_holds_numbers(manager_client: Client, north: Team) -> None:
    response = manager_client.get(f"/teams/{north.pk}/board.xlsx?sort=name&period=2026-W11")
    assert response["Content-Disposition"] == 'attachment; filename="north-2026-W11.xlsx"'
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    header, _ben, _cleo, rosa, *_totals = [list(row) for row in sheet.values]
    assert rosa[header.index("Activities: Calls")] == 35
    assert rosa[header.index("Activities: score")] == 56


def test_htmx_gets_only_what_changes(manager_client: Client, north: Team) -> None:
    response = manager_client.get(f"/teams/{north.pk}/", headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<div id="board"')


def test_the_board_listens_to_its_team(manager_client: Client, north: Team) -> None:
    shown = page(manager_client, north, "?sort=name")
    assert f'sse-connect="/live/?names=team-{north.pk}"' in shown
    assert f'hx-get="/teams/{north.pk}/?sort=name"' in shown
    assert f'hx-trigger="sse:team-{north.pk} delay:300ms"' in shown


@pytest.mark.parametrize("ending", ["", "board.csv", "board.xlsx"])
@pytest.mark.parametrize("who", ["rep", "stranger", "other_manager"])
def test_who_may_not_see_the_team_is_told_there_is_none(
    client_of: ClientOf, team: Team, request: pytest.FixtureRequest, who: str, ending: str
) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/teams/{team.pk}/{ending}").status_code == 404


def test_an_anonymous_visitor_is_sent_to_the_login(client: Client, team: Team) -> None:
    response = client.get(f"/teams/{team.pk}/")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def test_a_team_without_people_says_what_to_do(manager_client: Client, team: Team) -> None:
    shown = page(manager_client, team)
    assert "Nobody is in this team" in shown
    assert '<a class="button button-primary" href="/setup/' in shown


def test_reps_without_any_scorecard_lead_to_the_setup(
    manager_client: Client, team: Team, rep: User
) -> None:
    shown = page(manager_client, team)
    assert "No scorecard applies here" in shown
    assert "Set up a scorecard" in shown


def test_nothing_scored_yet_leads_to_the_log(
    manager_client: Client, leader_client: Client, team: Team, rep: User
) -> None:
    card_of(team)
    assert "Nothing is scored yet" in page(manager_client, team)
    assert 'href="/log/"' in page(manager_client, team)
    assert "Log activities" not in page(leader_client, team)


def test_changes_that_wait_for_long_are_said_to_lag(
    manager_client: Client, other_manager_client: Client, team: Team, other_team: Team, rep: User
) -> None:
    card_of(team)
    done(rep, calls=35)
    mark_stale(reps=[rep.pk], from_day=TODAY, to_day=None)
    StaleMark.objects.update(marked_at=NOW - timedelta(seconds=29))
    assert "The figures may lag" not in page(manager_client, team)
    StaleMark.objects.update(marked_at=NOW - timedelta(seconds=31))
    assert "The figures may lag" in page(manager_client, team)
    assert "The figures may lag" not in page(other_manager_client, other_team)


def test_one_rep_and_thirty_take_the_same_queries(
    manager_client: Client, team: Team, rep: User
) -> None:
    card_of(team)
    done(rep, calls=35)
    one = queries_of(manager_client, f"/teams/{team.pk}/")
    others = [RepFactory(team=team) for _ in range(29)]
    for other in others:
        done(other, calls=3)
    assert queries_of(manager_client, f"/teams/{team.pk}/") == one
    assert len(names(page(manager_client, team))) == 30
