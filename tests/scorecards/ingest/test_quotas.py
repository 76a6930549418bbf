"""Quotas from files: what is published, what is counted, what is rejected."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, StaleMark, Team, User
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.models import Metric, Quota, QuotaChange
from tests.factories import RepFactory, TeamFactory
from tests.scorecards.ingest.imports import NOW, counts, imported
from tests.scorecards.parsing.files import text_file

LONG = """
kind = "quotas"
[columns]
rep = { column = ["E-mail", "Employee ID"] }
team = "Team"
metric = "Metric"
period = "Period"
amount = "Quota"
starts_on = "From"
"""
HEADER = "E-mail,Employee ID,Team,Metric,Period,Quota,From\n"
WIDE = """
kind = "quotas"
scale = 1000
[columns]
rep = "Rep"
metric = { value = "revenue" }
year = { value = "FY2026" }
[months]
Apr = "April"
Dec = "December"
Jan = "January"
"""
Owed = list[tuple[date, Decimal | None]]

pytestmark = pytest.mark.django_db


def owed(owner: User | Team, metric: str = "revenue") -> Owed:
    """The last word on each month."""
    rows = Quota.objects.filter(**{"rep" if isinstance(owner, User) else "team": owner})
    found = {row.month: row.amount for row in rows.filter(metric__slug=metric).in_order()}
    return sorted(found.items())


def long(tmp_path: Path, *rows: str) -> Path:
    return text_file(tmp_path, HEADER + "".join(f"{row}\n" for row in rows))


@pytest.mark.parametrize(
    ("currency", "first", "last"),
    [("EUR", "83.33", "83.37"), ("JPY", "83", "87"), ("KWD", "83.333", "83.337")],
)
def test_a_year_is_cut_in_the_smallest_parts_of_the_currency(
    tmp_path: Path, rep: User, currency: str, first: str, last: str
) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"currency": currency})
    imported(long(tmp_path, "rosa@example.org,,,revenue,2026,1000,"), LONG)

    months = [amount for _month, amount in owed(rep)]
    assert months == [Decimal(first)] * 11 + [Decimal(last)]


def test_a_month_is_owed_from_its_first_day(tmp_path: Path, rep: User) -> None:
    totals, _ = imported(long(tmp_path, "rosa@example.org,,,revenue,Mar 2026,1500.50,"), LONG)

    assert counts(totals) == (1, 0, 0, 0)
    quota = Quota.objects.get()
    assert (quota.rep, quota.month, quota.amount) == (rep, date(2026, 3, 1), Decimal("1500.5"))
    assert quota.starts_on == date(2026, 3, 1)
    change = QuotaChange.objects.get()
    assert (change.origin, change.note, change.published_at) == ("import", "test", NOW)
    mark = StaleMark.objects.get()
    assert (mark.rep, mark.from_day, mark.to_day) == (rep, date(2026, 3, 1), date(2026, 3, 31))


def test_the_same_file_again_changes_nothing(tmp_path: Path, rep: User) -> None:
    path = long(tmp_path, "rosa@example.org,,,revenue,2026-Q2,1000,", ",,North,revenue,2026-05,9,")
    TeamFactory(name="Elsewhere")
    first, _ = imported(path, LONG)
    StaleMark.objects.all().delete()

    again, _ = imported(path, LONG)

    assert (counts(first), counts(again)) == ((4, 0, 0, 0), (0, 0, 4, 0))
    assert (Quota.objects.count(), QuotaChange.objects.count()) == (4, 1)
    assert not StaleMark.objects.exists()


def test_one_import_is_one_change_for_each_metric(tmp_path: Path, rep: User, team: Team) -> None:
    rows = [
        f"rosa@example.org,,,{metric},2026-{month:02},7,"
        for metric in ("revenue", "deals_won")
        for month in range(1, 13)
    ]
    imported(long(tmp_path, *rows, ",,North,revenue,2026,100,"), LONG)

    changes = QuotaChange.objects.order_by("metric__slug")
    assert [(change.metric.slug, change.quotas.count()) for change in changes] == [
        ("deals_won", 12),
        ("revenue", 24),
    ]


def test_a_corrected_file_updates_and_keeps_what_was(tmp_path: Path, rep: User) -> None:
    imported(long(tmp_path, "rosa@example.org,,,revenue,2026-03,5,"), LONG)

    totals, _ = imported(long(tmp_path, "rosa@example.org,,,revenue,2026-03,6,"), LONG)

    assert counts(totals) == (0, 1, 0, 0)
    assert [row.amount for row in Quota.objects.in_order()] == [5, 6]
    assert QuotaChange.objects.count() == 2


def test_an_empty_cell_leaves_the_quota_and_a_dash_clears_it(tmp_path: Path, rep: User) -> None:
    april, december = date(2025, 4, 1), date(2025, 12, 1)
    Organisation.objects.update_or_create(pk=1, defaults={"fiscal_start_month": 4})
    imported(text_file(tmp_path, "Rep,April,December,January\nRosa Rep,3,4,\n"), WIDE)

    totals, _ = imported(text_file(tmp_path, "Rep,April,December,January\nRosa Rep,-,,\n"), WIDE)

    assert counts(totals) == (0, 1, 0, 0)
    assert owed(rep) == [(april, None), (december, Decimal(4000))]


def test_months_of_a_fiscal_year_fall_into_their_calendar_years(tmp_path: Path, rep: User) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"fiscal_start_month": 4})

    imported(text_file(tmp_path, "Rep,April,December,January\nRosa Rep,1,2,3\n"), WIDE)

    assert owed(rep) == [
        (date(2025, 4, 1), Decimal(1000)),
        (date(2025, 12, 1), Decimal(2000)),
        (date(2026, 1, 1), Decimal(3000)),
    ]


def test_quarters_and_years_are_spread_in_equal_parts_that_total(
    tmp_path: Path, rep: User, team: Team
) -> None:
    rows = (
        "rosa@example.org,,,revenue,2026-Q1,1000,",
        "rosa@example.org,,,deals_won,Q1 2026,10,",
        ",,North,revenue,FY26,100,",
    )
    imported(long(tmp_path, *rows), LONG)

    assert [amount for _, amount in owed(rep)] == [
        Decimal("333.33"),
        Decimal("333.33"),
        Decimal("333.34"),
    ]
    assert [amount for _, amount in owed(rep, "deals_won")] == [3, 3, 4]
    assert [amount for _, amount in owed(team)] == [*[Decimal("8.33")] * 11, Decimal("8.37")]


def test_people_and_teams_under_any_of_their_keys(tmp_path: Path, team: Team) -> None:
    person = RepFactory(name="Ann Lee", email="ann@example.org", external_id="E-7", team=team)
    Team.objects.filter(pk=team.pk).update(external_id="T-1")
    rows = (
        "ANN@example.org,,,revenue,2026-01,1,",
        ",E-7,,revenue,2026-02,2,",
        ",ann lee,,Revenue,2026-03,3,",
        ",,T-1,revenue,2026-01,4,",
        ",,north,revenue,2026-02,5,",
    )
    totals, _ = imported(long(tmp_path, *rows), LONG)

    assert counts(totals) == (5, 0, 0, 0)
    assert [amount for _, amount in owed(person)] == [1, 2, 3]
    assert [amount for _, amount in owed(team)] == [4, 5]


def test_a_quota_may_begin_in_the_middle_of_its_month(tmp_path: Path, rep: User) -> None:
    imported(long(tmp_path, "rosa@example.org,,,revenue,2026-03,5,"), LONG)

    imported(long(tmp_path, "rosa@example.org,,,revenue,2026-03,6,2026-03-16"), LONG)

    assert [(row.amount, row.starts_on) for row in Quota.objects.in_order()] == [
        (5, date(2026, 3, 1)),
        (6, date(2026, 3, 16)),
    ]


def test_the_ramp_of_newcomers_stays_as_it_is(tmp_path: Path, rep: User) -> None:
    publish_quotas(
        metric=Metric.objects.get(slug="revenue"),
        amounts=[MonthAmount(("rep", rep.pk), date(2026, 3, 1), Decimal(5))],
        starts_on=None,
        origin="sheet",
        by=None,
        now=NOW,
        ramp=[Decimal("0.5")],
    )

    same, _ = imported(long(tmp_path, "rosa@example.org,,,revenue,2026-03,5,"), LONG)
    other, _ = imported(long(tmp_path, "rosa@example.org,,,revenue,2026-03,6,"), LONG)

    assert (counts(same), counts(other)) == ((0, 0, 1, 0), (0, 1, 0, 0))
    assert [row.ramp for row in Quota.objects.in_order()] == [["0.5"], ["0.5"]]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (
            "nobody@example.org,,,revenue,2026-03,5,",
            "E-mail",
            "nobody has the e-mail, external id or name 'nobody@example.org'",
        ),
        (
            ",E-0,,revenue,2026-03,5,",
            "Employee ID",
            "nobody has the e-mail, external id or name 'E-0'",
        ),
        (
            "mara@example.org,,,revenue,2026-03,5,",
            "E-mail",
            "Mara Manager is no rep: name the team that owes it",
        ),
        (",,Moon,revenue,2026-03,5,", "Team", "there is no team 'Moon'"),
        (
            ",,Twin,revenue,2026-03,5,",
            "Team",
            "several teams are called 'Twin': use external ids, or name those above",
        ),
        ("rosa@example.org,,,fame,2026-03,5,", "Metric", "there is no metric 'fame'"),
        (
            "rosa@example.org,,,deals_lost,2026-03,5,",
            "Metric",
            "Of “Deals lost” less is better: it cannot be owed as a quota.",
        ),
        (
            "rosa@example.org,,,revenue,March,5,",
            "Period",
            "no year is said: neither here nor in a column for the year",
        ),
        ("rosa@example.org,,,revenue,2026-03,99999999999999999,", "Quota", ""),
        ("rosa@example.org,,,revenue,2026-03,100000000000000,", "Quota", "too large"),
        (
            "rosa@example.org,,,revenue,2026-Q1,5,2026-02-01",
            "Quota",
            "2026-01 is over before 2026-02-01: leave the cell empty",
        ),
        (
            "Rosa Rep,,,revenue,2026-Q2,5,",
            "Quota",
            "2026-05 of the same metric came before in line 2",
        ),
    ],
)
def test_a_row_that_cannot_be_is_rejected_alone(
    tmp_path: Path, rep: User, manager: User, row: str, column: str, reason: str
) -> None:
    for above in (TeamFactory(name="East"), TeamFactory(name="West")):
        Team.objects.create(name="Twin", parent=above)
    good = "rosa@example.org,,,revenue,2026-05,1,"

    totals, [rejected] = imported(long(tmp_path, good, row), LONG, create_reps=True)

    assert counts(totals) == (1, 0, 0, 1)
    assert (rejected.line, rejected.column) == (3, column)
    assert reason in rejected.reason
    assert User.objects.count() == 2


def test_one_of_two_teams_of_one_name_is_meant_by_its_path(tmp_path: Path) -> None:
    east, west = TeamFactory(name="East"), TeamFactory(name="West")
    twins = [Team.objects.create(name="Twin", parent=above) for above in (east, west)]
    mapping = LONG.replace('team = "Team"', 'team = ["Employee ID", "Team"]').replace(
        'rep = { column = ["E-mail", "Employee ID"] }', 'rep = "E-mail"'
    )

    imported(long(tmp_path, ",West,Twin,revenue,2026-05,1,"), mapping)

    assert [owed(twin) for twin in twins] == [[], [(date(2026, 5, 1), Decimal(1))]]


def test_a_dry_run_counts_and_stores_nothing(tmp_path: Path, rep: User) -> None:
    totals, _ = imported(
        long(tmp_path, "rosa@example.org,,,revenue,2026-Q1,5,"), LONG, dry_run=True
    )

    assert counts(totals) == (3, 0, 0, 0)
    assert not Quota.objects.exists()
    assert not QuotaChange.objects.exists()
    assert not StaleMark.objects.exists()


def test_many_rows_take_no_more_statements_than_few(
    tmp_path: Path, organisation: Organisation, team: Team
) -> None:

    def statements(number: int) -> int:
        people = [RepFactory(team=team).email for _ in range(number)]
        path = long(tmp_path, *(f"{email},,,revenue,2026-05,5," for email in people))
        with CaptureQueriesContext(connection) as captured:
            totals, _ = imported(path, LONG)
        assert counts(totals) == (number, 0, 0, 0)
        return len(captured)

    assert statements(2) == statements(40)
