"""The quota sheet: what it shows, takes, refuses and saves."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from accounts.models import Membership, Organisation, Team, User
from scorecards.models import DailyTotal, QuotaChange, SeasonalProfile
from tests.factories import ManagerFactory, RepFactory, TeamFactory
from tests.scorecards.quota_sheets import NOW, address, owed, revenue, sent, stamp_in, values

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def shown(client: Client, team: Team | None, status: int = 200, query: str = "") -> str:
    answer = client.get(address(team) + query)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_a_manager_reads_what_their_people_owe(
    manager_client: Client, team: Team, rep: User
) -> None:
    owed(rep, [1000, "1200.50", None, 0])
    page = shown(manager_client, team)
    assert values(page, f"rep-{rep.pk}") == ["1,000", "1,200.5", "", "0", *[""] * 8]
    assert f'name="rep-{rep.pk}.q0" value="2,200.5"' in page
    assert f'name="rep-{rep.pk}.y" value="2,200.5"' in page


def test_without_a_team_the_start_says_what_to_do_first(admin_person_client: Client) -> None:
    Team.objects.all().delete()
    revenue()
    page = admin_person_client.get("/setup/quotas/").content.decode()
    assert ("No team yet" in page, "/setup/teams/" in page, "<table" in page) == (True, True, False)


def test_only_who_steers_the_team_finds_its_sheet(
    rep_client: Client, leader_client: Client, other_manager_client: Client, team: Team
) -> None:
    for client in (rep_client, leader_client, other_manager_client):
        shown(client, team, status=404)


def test_the_sheet_of_the_top_is_for_admins(
    manager_client: Client, admin_person_client: Client, team: Team
) -> None:
    shown(manager_client, None, status=404)
    assert "North" in shown(admin_person_client, None)


@pytest.mark.parametrize(
    "where",
    [
        "/setup/quotas/nothing/2026/{}/",
        "/setup/quotas/revenue/2026-Q1/{}/",
        "/setup/quotas/revenue/FY2026/{}/",
        "/setup/quotas/revenue/2026/x{}/",
        "/setup/quotas/average_deal_size/2026/{}/",
    ],
)
def test_what_is_no_sheet_does_not_exist(manager_client: Client, team: Team, where: str) -> None:
    assert manager_client.get(where.format(team.pk)).status_code == 404


def test_a_draft_is_saved_and_nobody_owes_it(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    cells = {f"rep-{rep.pk}": ["$1,000", "1.200,50", "", "0"]}
    answer = manager_client.post(address(team), sent(manager_client, team, cells))
    assert (answer.status_code, answer["Location"]) == (302, address(team))
    draft = QuotaChange.objects.get()
    assert draft.cells == {f"rep-{rep.pk}": ["1000", "1200.5", None, "0", *[None] * 8]}
    assert (draft.made_by, draft.is_draft, draft.made_at) == (manager, True, NOW)
    page = shown(manager_client, team)
    assert values(page, f"rep-{rep.pk}")[:4] == ["1,000", "1,200.5", "", "0"]
    assert page.count('class="is-changed"') == 3
    assert not rep.quotas.exists()


def test_a_bad_cell_is_marked_and_nothing_typed_is_lost(
    manager_client: Client, team: Team, rep: User
) -> None:
    cells = {f"rep-{rep.pk}": ["1000", "many <b>", "-5", "1.500"]}
    answer = manager_client.post(address(team), sent(manager_client, team, cells))
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert values(page, f"rep-{rep.pk}")[:4] == ["1000", "many &lt;b&gt;", "-5", "1.500"]
    assert page.count('aria-invalid="true"') == 3
    assert "“many &lt;b&gt;” is not a number" in page
    assert "“-5” is below zero" in page
    assert "“1.500” may mean thousands or decimals" in page
    assert not QuotaChange.objects.exists()


def test_without_a_script_every_cell_is_a_field(
    manager_client: Client, team: Team, rep: User
) -> None:
    fields = {f"rep-{rep.pk}.{place}": str(100 + place) for place in range(12)}
    fields |= {f"rep-{rep.pk}.q{number}": "" for number in range(4)} | {f"rep-{rep.pk}.y": ""}
    form = {"spread": "equal", "stamp": stamp_in(manager_client, team), "do": "save"}
    manager_client.post(address(team), {**form, **fields})
    assert QuotaChange.objects.get().cells[f"rep-{rep.pk}"][0] == "100"


def test_three_hundred_people_can_be_sent_without_a_script(
    manager_client: Client, team: Team
) -> None:
    reps = RepFactory.create_batch(300, team=team)
    columns = [*map(str, range(12)), "q0", "q1", "q2", "q3", "y"]
    fields = {f"rep-{rep.pk}.{column}": "" for rep in reps for column in columns}
    fields |= {f"rep-{rep.pk}.0": "5" for rep in reps}
    form = {"spread": "equal", "stamp": stamp_in(manager_client, team), "do": "save"}
    assert manager_client.post(address(team), {**form, **fields}).status_code == 302
    assert len(QuotaChange.objects.get().cells) == 300


def test_a_year_typed_without_a_script_is_spread(
    manager_client: Client, team: Team, rep: User
) -> None:
    form = {"spread": "equal", "stamp": stamp_in(manager_client, team), "do": "spread"}
    answer = manager_client.post(address(team), {**form, f"rep-{rep.pk}.y": "1,000"})
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert values(page, f"rep-{rep.pk}") == [*["83.33"] * 11, "83.37"]
    assert "Not saved yet." in page
    assert not QuotaChange.objects.exists()


def test_working_days_and_seasons_spread_a_year(
    manager_client: Client, team: Team, rep: User
) -> None:
    weights = ["0", *["1"] * 10, "10"]
    season = SeasonalProfile.objects.create(name="December", weights=weights)
    form = {"stamp": stamp_in(manager_client, team), "do": "spread", f"rep-{rep.pk}.y": "261"}
    by_days = manager_client.post(address(team), {**form, "spread": "working_days"})
    found = values(by_days.content.decode(), f"rep-{rep.pk}")
    assert found == ["22", "20", "22", "22", "21", "22", "23", "21", "22", "22", "21", "23"]
    by_season = manager_client.post(address(team), {**form, "spread": f"seasonal:{season.pk}"})
    found = values(by_season.content.decode(), f"rep-{rep.pk}")
    assert found == ["0", *["13.05"] * 10, "130.5"]


def test_a_month_and_a_total_that_do_not_fit_are_asked(
    manager_client: Client, team: Team, rep: User
) -> None:
    owed(rep, [100] * 12)
    form = {"spread": "equal", "stamp": stamp_in(manager_client, team), "do": "save"}
    typed = {f"rep-{rep.pk}.0": "200", f"rep-{rep.pk}.y": "5000"}
    answer = manager_client.post(address(team), {**form, **typed})
    assert answer.status_code == 422
    assert "is not what its months add up to" in answer.content.decode()


def test_last_year_and_the_proposal_stand_beside(
    manager_client: Client, team: Team, rep: User
) -> None:
    for day, done in ((date(2025, 1, 8), 600), (date(2025, 12, 31), 400), (date(2026, 1, 2), 9)):
        DailyTotal.objects.create(rep=rep, metric=revenue(), day=day, total=done, facts=1)
    page = shown(manager_client, team, query="?growth=10")
    assert "data-done>1,000</td>" in page
    assert "data-proposed>1,100</td>" in page
    form = {"spread": "equal", "stamp": stamp_in(manager_client, team), "growth": "10"}
    filled = manager_client.post(address(team), {**form, "do": "fill"}).content.decode()
    assert values(filled, f"rep-{rep.pk}") == [*["91.67"] * 11, "91.63"]


def test_last_year_of_a_team_counts_the_days_in_it(
    admin_person_client: Client, team: Team, rep: User
) -> None:
    Membership.objects.filter(user=rep).update(ends_on=date(2025, 6, 30))
    south = TeamFactory(name="South")
    Membership.objects.create(user=rep, team=south, starts_on=date(2025, 7, 1))
    for day, done in ((date(2025, 6, 30), 600), (date(2025, 7, 1), 400)):
        DailyTotal.objects.create(rep=rep, metric=revenue(), day=day, total=done, facts=1)
    page = shown(admin_person_client, None)
    north_row, south_row = page.partition("South</a>")[::2]
    assert "data-done>600</td>" in north_row
    assert "data-done>400</td>" in south_row


def test_who_moved_is_set_by_each_team_for_its_own_months(
    manager_client: Client, other_manager_client: Client, team: Team, other_team: Team, rep: User
) -> None:
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 5, 15))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 5, 16))
    owed(rep, [10] * 12)
    north, south = shown(manager_client, team), shown(other_manager_client, other_team)
    assert values(north, f"rep-{rep.pk}") == [*["10"] * 4, *["·"] * 8]
    assert values(south, f"rep-{rep.pk}") == [*["·"] * 4, *["10"] * 8]
    assert ("until 15 May" in north, "from 16 May" in south) == (True, True)
    assert 'data-total="members" data-column="y">40<' in north
    assert 'data-total="members" data-column="y">80<' in south


def test_who_left_before_the_year_is_not_on_the_sheet(
    manager_client: Client, team: Team, rep: User
) -> None:
    User.objects.filter(pk=rep.pk).update(left_on=date(2025, 12, 31))
    assert "Rosa Rep" not in shown(manager_client, team)


def test_the_assignment_compares_with_the_own_quota(
    client_of: Callable[[User], Client], team: Team, rep: User
) -> None:
    region = TeamFactory(name="Europe")
    Team.objects.filter(pk=team.pk).update(parent=region)
    owed(team, [100] * 12)
    owed(rep, [110] * 12)
    director = client_of(ManagerFactory(manages=[region]))
    page = shown(director, team)
    assert 'data-total="own" data-column="y">1,200<' in page
    assert 'data-total="assignment" data-column="y">+10.0%<' in page
    above = shown(director, region)
    assert "members 1,320" in above
    assert values(above, f"team-{team.pk}") == ["100"] * 12


def test_a_team_without_a_quota_counts_with_that_of_its_members(
    admin_person_client: Client, team: Team, rep: User
) -> None:
    owed(rep, [10] * 12)
    assert 'data-total="members" data-column="y">120<' in shown(admin_person_client, None)


def test_who_saved_meanwhile_is_named_and_nothing_is_lost(
    manager_client: Client, client_of: Callable[[User], Client], team: Team, rep: User
) -> None:
    mine = sent(manager_client, team, {f"rep-{rep.pk}": ["1"]})
    other = client_of(ManagerFactory(name="Nora Next", manages=[team]))
    other.post(address(team), sent(other, team, {f"rep-{rep.pk}": ["2"]}))
    answer = manager_client.post(address(team), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nora Next saved this draft since you opened it." in page
    assert values(page, f"rep-{rep.pk}")[0] == "1"
    assert QuotaChange.objects.get().cells[f"rep-{rep.pk}"][0] == "2"
    again = sent(manager_client, team, {f"rep-{rep.pk}": ["1"]})
    assert manager_client.post(address(team), again).status_code == 302
    assert QuotaChange.objects.get().cells[f"rep-{rep.pk}"][0] == "1"


def test_a_sheet_that_says_what_is_in_force_needs_no_draft(
    manager_client: Client, team: Team, rep: User
) -> None:
    cells = {f"rep-{rep.pk}": ["5"]}
    manager_client.post(address(team), sent(manager_client, team, cells))
    manager_client.post(address(team), sent(manager_client, team, {f"rep-{rep.pk}": [""]}))
    assert not QuotaChange.objects.exists()


def test_a_draft_is_discarded(manager_client: Client, team: Team, rep: User) -> None:
    manager_client.post(address(team), sent(manager_client, team, {f"rep-{rep.pk}": ["5"]}))
    stamp = {"stamp": stamp_in(manager_client, team)}
    manager_client.post(address(team, "removal/"), stamp)
    assert not QuotaChange.objects.exists()


def test_rows_of_others_are_not_taken(
    manager_client: Client, team: Team, rep: User, stranger: User
) -> None:
    cells = {f"rep-{rep.pk}": ["5"], f"rep-{stranger.pk}": ["7"]}
    manager_client.post(address(team), sent(manager_client, team, cells))
    assert list(QuotaChange.objects.get().cells) == [f"rep-{rep.pk}"]


def test_fiscal_years_begin_in_their_month(
    manager_client: Client, organisation: Organisation, team: Team, rep: User
) -> None:
    Organisation.objects.update(fiscal_start_month=7)
    page = manager_client.get(f"/setup/quotas/revenue/FY2026/{team.pk}/").content.decode()
    assert page.index("Jul 25") < page.index("Jan 26") < page.index("Jun 26")
    assert "Jul 26" not in page


def test_the_sheet_is_a_file_too(manager_client: Client, team: Team, rep: User) -> None:
    owed(rep, ["1000.5"])
    text = manager_client.get(address(team, "sheet.csv")).content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Name,E-mail,2026-01,")
    assert lines[1].startswith("Rosa Rep,rosa@example.org,1000.5000,")
    assert manager_client.get(address(team, "sheet.xlsx")).content.startswith(b"PK")
    assert manager_client.get(address(team, "sheet.pdf")).status_code == 404


def test_one_person_or_three_hundred_take_the_same_queries(
    manager_client: Client, team: Team, rep: User
) -> None:
    owed(rep, [10] * 12)
    shown(manager_client, team)  # makes the organisation and its calendar
    with CaptureQueriesContext(connection) as few:
        shown(manager_client, team)
    for other in RepFactory.create_batch(30, team=team):
        owed(other, [Decimal(20)] * 12)
    with CaptureQueriesContext(connection) as many:
        shown(manager_client, team)
    assert len(many) == len(few)


def test_the_start_lists_sheets_with_their_totals(
    manager_client: Client, team: Team, rep: User
) -> None:
    owed(rep, [10] * 12)
    manager_client.post(address(team), sent(manager_client, team, {f"rep-{rep.pk}": ["5"]}))
    page = " ".join(manager_client.get("/setup/quotas/").content.decode().split())
    assert "$120" in page
    assert "waits" in page
    with CaptureQueriesContext(connection) as few:
        manager_client.get("/setup/quotas/")
    TeamFactory.create_batch(5, parent=team)
    RepFactory.create_batch(5, team=team)
    with CaptureQueriesContext(connection) as many:
        manager_client.get("/setup/quotas/")
    assert len(many) == len(few)
    file = manager_client.get("/setup/quotas/sheets.csv?metric=revenue&year=2026")
    assert "North,6,,120.0000,,True" in file.content.decode("utf-8-sig")


def test_cells_that_are_no_rows_change_nothing(
    manager_client: Client, team: Team, rep: User
) -> None:
    for cells in (json.dumps([1]), json.dumps({f"rep-{rep.pk}": [1, None]}), "{"):
        form = sent(manager_client, team, {}) | {"cells": cells}
        assert manager_client.post(address(team), form).status_code == 302
    assert not QuotaChange.objects.exists()
