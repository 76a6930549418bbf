"""From a draft to what is owed: preview, publication, history, handing down by a rule."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.actions.refusals import Refused
from accounts.models import StaleMark, Team, User
from scorecards.actions.quota_drafts import Outdated, publish_draft, save_draft
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.models import Benchmark, Quota, QuotaChange, SeasonalProfile, Uplift
from scorecards.queries.quotas.drafts import stamp_now
from tests.factories import ManagerFactory, RepFactory, TeamFactory, scorecard
from tests.scorecards.quota_sheets import (
    NOW,
    YEAR,
    address,
    owed,
    revenue,
    sent,
    sheet_of,
    stamp_in,
    values,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wednesday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def drafted(team: Team | None, by: User, cells: dict, *, ramp: tuple[Decimal, ...] = ()) -> None:
    full = {row: [*found, *[None] * (12 - len(found))] for row, found in cells.items()}
    save_draft(
        team=team,
        metric=revenue(),
        year_starts_on=YEAR.starts,
        cells=full,
        spread="equal",
        profile=None,
        ramp=ramp,
        by=by,
    )


def published(client: Client, team: Team | None, starts_on: str, note: str = "") -> Any:
    stamp = stamp_now(sheet_of(team))
    form = {"starts_on": starts_on, "note": note, "stamp": stamp}
    return client.post(address(team, "publication/"), form)


def of(person: User) -> list[tuple[date, Decimal | None, date]]:
    rows = Quota.objects.filter(rep=person).order_by("id")
    return list(rows.values_list("month", "amount", "starts_on"))


def test_the_preview_says_who_owes_what_instead(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    owed(team, [1000] * 12)
    owed(rep, [900, 900])
    drafted(team, manager, {f"rep-{rep.pk}": ["900", "1100", "1000"]})
    page = " ".join(manager_client.get(address(team, "preview/")).content.decode().split())
    assert "1 row changes" in page
    assert '<del><span class="visually-hidden">now </span>900</del>' in page
    assert '<ins><span class="visually-hidden">then </span>1,100</ins>' in page
    assert 'value="2026-02-01"' in page
    assert "−85.0%" in page  # 1,800 of 12,000 now
    assert "−75.0%" in page  # 3,000 then
    assert "No scorecard of these people takes its target from this quota." in page


def test_the_preview_names_whose_targets_follow(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    scorecard("Closers", objectives={"revenue": (1, 1)}, assigned_to=team)
    Benchmark.objects.update(from_quota=True)
    drafted(team, manager, {f"rep-{rep.pk}": ["900"]})
    page = " ".join(manager_client.get(address(team, "preview/")).content.decode().split())
    assert "<strong>Closers</strong>: the target of Revenue moves for 1 person" in page


def test_who_is_cleared_is_said(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    owed(rep, [900])
    drafted(team, manager, {f"rep-{rep.pk}": [None]})
    page = " ".join(manager_client.get(address(team, "preview/")).content.decode().split())
    assert "They would owe nothing in this year any more: Rosa Rep" in page


def test_a_published_draft_is_owed_and_scored_anew(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    drafted(team, manager, {f"rep-{rep.pk}": [None, None, None, "500", "600"]})
    StaleMark.objects.all().delete()
    answer = published(manager_client, team, "2026-04-01", "New year")
    assert (answer.status_code, answer["Location"]) == (302, address(team))
    assert of(rep) == [
        (date(2026, 4, 1), Decimal(500), date(2026, 4, 1)),
        (date(2026, 5, 1), Decimal(600), date(2026, 5, 1)),
    ]
    change = QuotaChange.objects.get()
    assert (change.published_by, change.published_at, change.note) == (manager, NOW, "New year")
    page = manager_client.get(address(team)).content.decode()
    assert values(page, f"rep-{rep.pk}")[3:5] == ["500", "600"]
    assert "is-changed" not in page
    assert manager_client.get(address(team, "preview/")).status_code == 404


def test_only_what_changed_is_published(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    owed(rep, [100, 100, 100, 100])
    drafted(team, manager, {f"rep-{rep.pk}": ["100", "100", "100", "250"]})
    published(manager_client, team, "2026-04-10")
    assert of(rep)[4:] == [(date(2026, 4, 1), Decimal(250), date(2026, 4, 10))]


def test_a_changed_month_cannot_be_over_before_the_day(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    drafted(team, manager, {f"rep-{rep.pk}": ["500"]})
    answer = published(manager_client, team, "2026-02-01")
    assert answer.status_code == 422
    assert "2026-01 is over before 2026-02-01" in answer.content.decode()
    assert QuotaChange.objects.get().is_draft


def test_a_ramp_changes_for_who_owes_anything_from_the_day_on(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    owed(rep, [100] * 12)
    drafted(team, manager, {}, ramp=(Decimal("0.5"),))
    page = manager_client.get(address(team, "preview/")).content.decode()
    assert "newcomers’ share" in page
    published(manager_client, team, "2026-06-01")
    ramped = Quota.objects.filter(ramp=["0.5"]).order_by("month")
    assert [quota.month.month for quota in ramped] == [6, 7, 8, 9, 10, 11, 12]


def test_another_draft_than_the_one_looked_at_is_not_published(
    manager: User, team: Team, rep: User
) -> None:
    drafted(team, manager, {f"rep-{rep.pk}": ["500"]})
    looked_at = stamp_now(sheet_of(team))
    drafted(team, manager, {f"rep-{rep.pk}": ["700"]})
    with pytest.raises(Outdated):
        publish_draft(
            sheet=sheet_of(team),
            starts_on=date(2026, 1, 1),
            note="",
            expected=looked_at,
            by=manager,
            now=NOW,
        )
    assert not Quota.objects.exists()


def test_a_draft_holds_only_rows_of_its_sheet(manager: User, team: Team, stranger: User) -> None:
    with pytest.raises(Refused, match="is no row of this sheet"):
        drafted(team, manager, {f"rep-{stranger.pk}": ["500"]})
    with pytest.raises(Refused, match="is not an amount"):
        drafted(team, manager, {f"rep-{stranger.pk}": ["-500"]})
    with pytest.raises(Refused, match="twelve months"):
        drafted(team, manager, {"nobody": ["1"]})


def test_the_history_says_who_changed_what(
    manager_client: Client,
    client_of: Callable[[User], Client],
    manager: User,
    team: Team,
    rep: User,
) -> None:
    owed(rep, [100])
    drafted(team, manager, {f"rep-{rep.pk}": ["250", "50"]})
    published(manager_client, team, "2026-01-01", "Bigger patch")
    page = " ".join(manager_client.get(address(team, "history/")).content.decode().split())
    assert page.index("Bigger patch") < page.rindex("quota sheet")
    change = QuotaChange.objects.order_by("id").last()
    assert change is not None
    shown = manager_client.get(f"/setup/quotas/changes/{change.pk}/").content.decode()
    words = " ".join(shown.split())
    assert "Jan 2026</span> 100 → 250" in words
    assert "Feb 2026</span> – → 50" in words
    assert "+200" in words
    file = manager_client.get(f"/setup/quotas/changes/{change.pk}/change.csv").content
    assert b"Rosa Rep,2026-01,100.0000,250.0000,2026-01-01" in file
    stranger = client_of(ManagerFactory())
    assert stranger.get(f"/setup/quotas/changes/{change.pk}/").status_code == 404


@pytest.mark.parametrize("origin", ["import", "api"])
def test_what_files_and_programs_changed_stands_in_the_history_of_every_sheet_it_touched(
    manager_client: Client, admin_person_client: Client, team: Team, rep: User, origin: str
) -> None:
    year = [MonthAmount(("rep", rep.pk), date(2026, n, 1), Decimal(n)) for n in range(1, 13)]
    publish_quotas(
        metric=revenue(),
        amounts=[*year, MonthAmount(("team", team.pk), date(2026, 12, 1), Decimal(5))],
        starts_on=None,
        origin=origin,
        by=None,
        now=NOW,
        note="quotas.csv",
    )
    lines = manager_client.get(address(team, "history.csv")).content.decode().split("\r\n")
    assert [line.split(",")[1:] for line in lines[1:-1]] == [
        ["", "2026-01-01", "quotas.csv", {"import": "import", "api": "API"}[origin], "13"]
    ]
    assert "quotas.csv" in manager_client.get(address(team, "history/")).content.decode()
    assert "quotas.csv" in admin_person_client.get(address(None, "history/")).content.decode()


@pytest.fixture
def region(team: Team, other_team: Team) -> Team:
    """Europe owes 1,200 a year, 300 in January; North and South are below it."""
    europe: Team = TeamFactory(name="Europe")
    Team.objects.filter(pk__in=[team.pk, other_team.pk]).update(parent=europe)
    owed(europe, [300, *[0] * 10, 900])
    return europe


def ruled(client: Client, team: Team | None, do: str, **other: str) -> Any:
    form = {"percent": "5", "share": "equal", "stamp": stamp_now(sheet_of(team)), "do": do}
    return client.post(address(team, "uplift/"), form | other)


def test_a_level_adds_n_percent_and_divides_it(
    admin_person_client: Client, region: Team, team: Team, other_team: Team
) -> None:
    assert ruled(admin_person_client, region, "draw").status_code == 302
    draft = QuotaChange.objects.drafts().get()
    north = draft.cells[f"team-{team.pk}"]
    assert (north[0], north[1], north[11]) == ("157.5", "0", "472.5")
    assert draft.cells[f"team-{other_team.pk}"] == north
    rule = Uplift.objects.get()
    assert (rule.percent, rule.share, rule.team) == (Decimal(5), "equal", region)
    assert Quota.objects.exclude(team=region).count() == 0


def test_a_rule_is_looked_at_and_kept_without_a_draft(
    admin_person_client: Client, region: Team
) -> None:
    looked = ruled(admin_person_client, region, "look")
    assert (looked.status_code, "1,260" in looked.content.decode()) == (200, True)
    assert not Uplift.objects.exists()
    ruled(admin_person_client, region, "keep")
    assert Uplift.objects.get().percent == 5
    assert not QuotaChange.objects.drafts().exists()


def test_a_rule_is_drawn_up_anew_after_the_quota_changed(
    admin_person_client: Client, region: Team, team: Team
) -> None:
    ruled(admin_person_client, region, "draw")
    published(admin_person_client, region, "2026-01-01")
    owed(region, [600, *[0] * 10, 1800])
    ruled(admin_person_client, region, "draw", share="present", percent="0")
    assert QuotaChange.objects.drafts().get().cells[f"team-{team.pk}"][0] == "300"
    january = Quota.objects.filter(team=team, month=date(2026, 1, 1))
    assert [quota.amount for quota in january] == [Decimal("157.5")]


def test_the_top_divides_an_amount_that_is_typed(
    admin_person_client: Client, team: Team, other_team: Team
) -> None:
    ruled(admin_person_client, None, "draw", amount="1,000", percent="0")
    draft = QuotaChange.objects.drafts().get()
    assert draft.team is None
    assert [sum(map(Decimal, cells)) for cells in draft.cells.values()] == [500, 500]


def test_without_anything_to_divide_by_the_rule_says_so(
    admin_person_client: Client, region: Team
) -> None:
    answer = ruled(admin_person_client, region, "draw", share="last_year")
    assert answer.status_code == 422
    assert "There is nothing to divide by this rule yet." in answer.content.decode()


def test_who_comes_in_the_middle_of_the_year_gets_a_part_of_a_part(
    manager_client: Client, team: Team, rep: User
) -> None:
    owed(team, [100] * 12)
    late = RepFactory(name="Late Leo")
    late.memberships.create(team=team, starts_on=date(2026, 7, 1))
    ruled(manager_client, team, "draw", percent="0")
    cells = QuotaChange.objects.drafts().get().cells
    assert sum(Decimal(cell) for cell in cells[f"rep-{rep.pk}"]) == 800
    assert cells[f"rep-{late.pk}"][:6] == [None] * 6
    assert sum(Decimal(cell) for cell in cells[f"rep-{late.pk}"][6:]) == 400


def test_the_table_of_a_rule_is_a_file_of_what_is_shown(
    admin_person_client: Client, region: Team, team: Team
) -> None:
    shown = "uplift.csv?percent=5&share=equal"
    file = admin_person_client.get(address(region, shown)).content.decode()
    assert f"\r\n{team.name}," in file
    assert "\r\nSum,,,1260" in file
    assert admin_person_client.get(address(region, "uplift.xlsx")).status_code == 200
    wrong = admin_person_client.get(address(region, "uplift.csv?percent=much"))
    assert wrong.status_code == 404


def profile_form(**other: str) -> dict[str, str]:
    return {"name": "Retail"} | {f"month_{n}": str(n) for n in range(1, 13)} | other


def test_a_profile_is_made_changed_and_keeps_its_history(manager_client: Client) -> None:
    manager_client.post("/setup/quotas/profiles/new/", profile_form())
    profile = SeasonalProfile.objects.get()
    assert profile.weights[:2] == ["1", "2"]
    manager_client.post(f"/setup/quotas/profiles/{profile.pk}/", profile_form(month_1="5"))
    profile.refresh_from_db()
    assert (profile.weights[0], profile.history.count()) == ("5", 2)
    assert "Retail" in manager_client.get("/setup/quotas/profiles/").content.decode()
    shown = manager_client.get(f"/setup/quotas/profiles/{profile.pk}/").content.decode()
    assert shown.count("Mara Manager: Retail") == 2
    file = manager_client.get("/setup/quotas/profiles.csv").content.decode().split("\r\n")
    assert file[1].startswith("Retail,January,5,0.06")
    assert len(file) == 14


def test_a_profile_needs_a_name_of_its_own_and_a_weight(manager_client: Client) -> None:
    nothing = {f"month_{n}": "0" for n in range(1, 13)}
    empty = manager_client.post("/setup/quotas/profiles/new/", profile_form(**nothing))
    assert empty.status_code == 422
    manager_client.post("/setup/quotas/profiles/new/", profile_form())
    twice = manager_client.post("/setup/quotas/profiles/new/", profile_form())
    assert twice.status_code == 422
    assert "There is a profile of this name already." in twice.content.decode()


def test_a_profile_in_use_stays(
    manager_client: Client, manager: User, team: Team, rep: User
) -> None:
    profile = SeasonalProfile.objects.create(name="Retail", weights=["1"] * 12)
    form = sent(manager_client, team, {f"rep-{rep.pk}": ["5"]}, spread=f"seasonal:{profile.pk}")
    manager_client.post(address(team), form)
    manager_client.post(f"/setup/quotas/profiles/{profile.pk}/removal/")
    assert SeasonalProfile.objects.exists()
    manager_client.post(address(team, "removal/"), {"stamp": stamp_in(manager_client, team)})
    manager_client.post(f"/setup/quotas/profiles/{profile.pk}/removal/")
    assert not SeasonalProfile.objects.exists()
