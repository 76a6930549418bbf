"""The command, end to end, and the real files: the known totals come out of the daily totals."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from accounts.models import Membership, Organisation, StaleMark, Team, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity, DailyTotal, Opportunity, Quota, StageChange
from tests.factories import RepFactory
from tests.scorecards.parsing.files import text_file
from tests.shared_data import shared_file

MAPPINGS = Path(__file__).parents[2] / "docs" / "mappings"
NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
HEADER = "external_id,rep,stage,amount,opened_on,closed_on\n"
GOOD = "1,rosa@example.org,Won,1500,2026-01-05,2026-02-04\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time the worker was woken: there is no broker here."""
    calls: list[str] = []
    monkeypatch.setattr(
        "scorecards.management.commands.import_file.recompute_soon", lambda: calls.append("woken")
    )
    return calls


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, woken: list[str]
) -> Callable[..., tuple[int, str]]:
    """Runs the command; its exit code and what it printed."""

    def run(kind: str, path: Path, **options: Any) -> tuple[int, str]:
        options.setdefault("rejects", tmp_path / "rejects.csv")
        try:
            call_command("import_file", kind, path, **options)
        except SystemExit as end:
            return int(end.code or 0), capsys.readouterr().out
        return 0, capsys.readouterr().out

    return run


Run = Callable[..., tuple[int, str]]


def test_a_good_file_is_stored_and_the_worker_woken(
    run: Run, tmp_path: Path, rep: User, woken: list[str]
) -> None:
    code, printed = run("opportunities", text_file(tmp_path, HEADER + GOOD))

    assert (code, printed) == (0, "created 1, updated 0, unchanged 0, rejected 0\n")
    assert Opportunity.objects.get().source == "import"
    assert woken == ["woken"]
    assert not (tmp_path / "rejects.csv").exists()


def test_rejected_rows_stand_beside_the_file_with_line_column_and_reason(
    run: Run, tmp_path: Path, rep: User
) -> None:
    path = text_file(tmp_path, HEADER + GOOD + "2,=cmd(),Won,5,2026-01-05,2026-02-04\n")

    code, printed = run("opportunities", path, rejects=None)

    beside = tmp_path / "table.csv.rejected.csv"
    assert code == 3
    assert "created 1, updated 0, unchanged 0, rejected 1\n" in printed
    assert str(beside) in printed
    with beside.open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert header == ["line", "column", "reason", *HEADER.strip().split(",")]
    assert row == [
        *("3", "rep", "nobody has the e-mail, external id or name '=cmd()'"),
        *("2", "'=cmd()", "Won", "5", "2026-01-05", "2026-02-04"),
    ]


def test_a_mended_file_leaves_no_rejected_rows_behind(run: Run, tmp_path: Path, rep: User) -> None:
    run("opportunities", text_file(tmp_path, HEADER + GOOD.replace("rosa", "nobody")))
    assert (tmp_path / "rejects.csv").exists()

    code, _ = run("opportunities", text_file(tmp_path, HEADER + GOOD))

    assert code == 0
    assert not (tmp_path / "rejects.csv").exists()


def test_a_dry_run_stores_nothing_and_wakes_nobody(
    run: Run, tmp_path: Path, rep: User, woken: list[str]
) -> None:
    _, printed = run("opportunities", text_file(tmp_path, HEADER + GOOD), dry_run=True)

    assert printed.startswith("Dry run: nothing was stored.\ncreated 1,")
    assert not Opportunity.objects.exists()
    assert woken == []


def test_newcomers_are_counted(run: Run, tmp_path: Path) -> None:
    _, printed = run("opportunities", text_file(tmp_path, HEADER + GOOD), create_reps=True)

    assert "people made: 1\n" in printed
    assert User.objects.get().email == "rosa@example.org"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("a,b\n1,2\n", "columns.external_id: opportunities need external_id"),
        (HEADER + '1,"rosa', "a quotation mark opened here is never closed"),
        (HEADER + GOOD.replace("2026-01-05", "3/4/2026"), "column 'opened_on': every date reads"),
        (HEADER + GOOD.replace("1500", '"1.500 €"'), "column 'amount': the mark in every number"),
    ],
)
def test_a_file_that_cannot_be_read_stores_nothing(
    run: Run, tmp_path: Path, rep: User, text: str, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason) as refused:
        run("opportunities", text_file(tmp_path, text))

    assert refused.value.returncode == 1
    assert not Opportunity.objects.exists()


def test_a_mapping_of_another_kind_is_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="the mapping is for people, not for opportunities"):
        run("opportunities", text_file(tmp_path, HEADER), map=MAPPINGS / "maven_people.toml")


def test_quotas_of_a_wide_sheet_need_no_mapping(run: Run, tmp_path: Path, rep: User) -> None:
    path = text_file(tmp_path, "E-mail,Jan,Feb,Total\nrosa@example.org,100,200,300\n")
    options = {"metric": "revenue", "year": "2026"}

    first = run("quotas", path, **options)
    again = run("quotas", path, **options)

    assert first == (0, "created 2, updated 0, unchanged 0, rejected 0\n")
    assert again == (0, "created 0, updated 0, unchanged 2, rejected 0\n")
    assert [(row.month, row.amount) for row in Quota.objects.in_order()] == [
        (date(2026, 1, 1), Decimal(100)),
        (date(2026, 2, 1), Decimal(200)),
    ]


def test_quotas_hold_from_the_day_that_the_command_line_says(
    run: Run, tmp_path: Path, rep: User
) -> None:
    path = text_file(tmp_path, "rep,metric,month,amount\nrosa@example.org,revenue,2026-07,5\n")

    run("quotas", path, starts_on="2026-07-10")

    assert Quota.objects.get().starts_on == date(2026, 7, 10)


def test_the_example_of_a_planning_sheet(run: Run, tmp_path: Path) -> None:
    ann = RepFactory(external_id="E-1001")
    Organisation.objects.update_or_create(pk=1, defaults={"fiscal_start_month": 4})
    months = "Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec;Jan;Feb;Mar"
    path = text_file(
        tmp_path,
        f"Employee ID;Name;{months};Total\nE-1001;Ann;42;42;45;1;1;1;1;1;1;50;55;60;300\n"
        ";Total;42;42;45;1;1;1;1;1;1;50;55;60;300\n",
    )

    code, _ = run("quotas", path, map=MAPPINGS / "quotas_by_month.toml")

    assert code == 0
    owed = dict(Quota.objects.filter(rep=ann).values_list("month", "amount"))
    assert (len(owed), owed[date(2025, 4, 1)], owed[date(2026, 3, 1)]) == (12, 42_000, 60_000)


def test_quotas_of_months_without_a_year_ask_for_it(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="say the year of Jan, Feb"):
        run("quotas", text_file(tmp_path, "Rep,Jan,Feb\nAnn,1,2\n"), metric="revenue")


def test_a_place_that_cannot_be_written_is_refused_first(
    run: Run, tmp_path: Path, rep: User
) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        run("opportunities", text_file(tmp_path, HEADER + GOOD), rejects=tmp_path / "no" / "r.csv")

    assert not Opportunity.objects.exists()


def test_the_names_of_the_api_need_no_mapping(run: Run, tmp_path: Path, rep: User) -> None:
    text = "rep,metric,quantity,occurred_at,external_id\nrosa@example.org,calls,3,2026-03-02,a-1\n"

    code, _ = run("activities", text_file(tmp_path, text), source="dialler")

    assert code == 0
    fact = Activity.objects.get()
    assert (fact.source, fact.external_id, fact.quantity) == ("dialler", "a-1", Decimal(3))


def total_of(slug: str, **filters: Any) -> Decimal:
    found = DailyTotal.objects.filter(metric__slug=slug, **filters).aggregate(Sum("total"))
    return found["total__sum"] or Decimal(0)


def import_maven(run: Run, pipeline: str) -> None:
    people = shared_file("maven_crm/sales_teams.csv")
    assert run("people", people, map=MAPPINGS / "maven_people.toml")[0] == 0
    code, printed = run(
        "opportunities",
        shared_file(f"maven_crm/{pipeline}"),
        map=MAPPINGS / "maven_opportunities.toml",
    )
    assert (code, printed) == (0, "created 8,800, updated 0, unchanged 0, rejected 0\n")
    work_off_marks(now=NOW)


@pytest.mark.parametrize("pipeline", ["sales_pipeline.csv", "sales_pipeline_us_mdy.csv"])
def test_the_known_totals_of_deals_in_both_ways_to_write_dates(run: Run, pipeline: str) -> None:
    import_maven(run, pipeline)

    _the_known_totals()
    _the_known_quarters()
    _the_known_people()
    _importing_again_changes_nothing(run)


def test_the_known_totals_of_calls(run: Run) -> None:
    log = shared_file("call_log/call_center.xlsx")
    options = {"map": MAPPINGS / "call_center.toml", "create_reps": True}

    first = run("activities", log, **options)
    work_off_marks(now=NOW)
    again = run("activities", log, **options)

    assert first[1].startswith("created 16,754, updated 0, unchanged 0, rejected 0\n")
    assert again[1].startswith("created 0, updated 0, unchanged 16,754, rejected 0\n")
    assert _calls() == (5000, 4054, 3646)
    assert _calls(rep__name="Becky") == (631, 517, 462)
    assert _calls(rep__name="Dan") == (633, 523, 471)
    mean = total_of("talk_minutes") / total_of("connects") * 60
    assert round(mean, 4) == Decimal("224.9228")


def _the_known_totals() -> None:
    assert Opportunity.objects.count() == 8800
    assert Opportunity.objects.filter(status="open").count() == 2089
    won, lost = total_of("deals_won"), total_of("deals_lost")
    assert (won, lost) == (4238, 2473)
    assert total_of("opportunities_created") == 8300  # 500 have no opening day
    assert total_of("revenue") == 10_005_534
    assert round(100 * won / (won + lost), 4) == Decimal("63.1501")
    assert round(100 * won / Opportunity.objects.count(), 4) == Decimal("48.1591")
    assert round(total_of("revenue") / won, 4) == Decimal("2360.9094")
    assert round(total_of("cycle_days_won") / won, 4) == Decimal("51.7820")
    assert round(total_of("cycle_days_closed") / (won + lost), 4) == Decimal("47.9854")


def _the_known_quarters() -> None:
    ends = {1: 31, 4: 30, 7: 30, 10: 31}
    quarters = [
        total_of("revenue", day__range=(date(2017, month, 1), date(2017, month + 2, last)))
        for month, last in ends.items()
    ]
    assert quarters == [1_134_672, 3_086_111, 2_982_255, 2_802_496]


def _the_known_people() -> None:
    assert User.objects.reps().count() == 35
    neloms = {"rep__name": "Hayden Neloms"}
    won, lost = total_of("deals_won", **neloms), total_of("deals_lost", **neloms)
    assert round(100 * won / (won + lost), 4) == Decimal("70.3947")
    marxen = {"rep__memberships__team__managers__name": "Melvin Marxen"}
    assert (total_of("deals_won", **marxen), total_of("revenue", **marxen)) == (882, 2_251_930)
    losch = {"rep__memberships__team__managers__name": "Cara Losch"}
    won, lost = total_of("deals_won", **losch), total_of("deals_lost", **losch)
    assert (won, total_of("revenue", **losch)) == (480, 1_130_049)
    assert round(100 * won / (won + lost), 4) == Decimal("64.4295")


def _importing_again_changes_nothing(run: Run) -> None:
    _, people = run("people", shared_file("maven_crm/sales_teams.csv"))
    assert people == "created 0, updated 0, unchanged 35, rejected 0\n"
    for pipeline in ("sales_pipeline.csv", "sales_pipeline_us_mdy.csv"):
        _, deals = run(
            "opportunities",
            shared_file(f"maven_crm/{pipeline}"),
            map=MAPPINGS / "maven_opportunities.toml",
        )
        assert deals == "created 0, updated 0, unchanged 8,800, rejected 0\n"
    assert (Team.objects.count(), Membership.objects.count(), User.objects.count()) == (9, 35, 41)
    assert StageChange.objects.count() == 8800
    assert not StaleMark.objects.exists()


def _calls(**filters: Any) -> tuple[Decimal, ...]:
    return tuple(total_of(slug, **filters) for slug in ("calls", "connects", "positive_calls"))
