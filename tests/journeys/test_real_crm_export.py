"""The whole way of a real CRM export: imported by commands, scored, seen by its people."""

import shutil
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from accounts.models import Role, StaleMark, Team, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import DailyTotal, Metric, Score, Scorecard
from tests.factories import AdminFactory
from tests.shared_data import shared_file

MAPPINGS = Path(__file__).resolve().parents[2] / "docs" / "mappings"

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, tmp_path: Path) -> Client:
    """An admin of an installation into which the export's people and deals were imported."""
    for kind, name, mapping in (
        ("people", "sales_teams.csv", "maven_people.toml"),
        ("opportunities", "sales_pipeline.csv", "maven_opportunities.toml"),
    ):
        file = shutil.copy(shared_file(f"maven_crm/{name}"), tmp_path / name)
        call_command("import_file", kind, file, "--map", str(MAPPINGS / mapping), stdout=StringIO())
    client.force_login(AdminFactory())
    return client


def total(slug: str, first: str = "2016-01-01", last: str = "2018-01-01") -> Decimal:
    rows = DailyTotal.objects.filter(metric__slug=slug, day__range=(first, last))
    return rows.aggregate(total=Sum("total"))["total"]


def publish_a_scorecard(admin: Client) -> Scorecard:
    """Revenue and wins a quarter, for all three regional offices, since the first deal."""
    admin.post("/setup/scorecards/new/", {"name": "Hardware"})
    card = Scorecard.objects.get()
    admin.post(f"/setup/scorecards/{card.pk}/draft/", editor_fields())
    for office in Team.objects.filter(parent=None):
        admin.post(
            f"/setup/scorecards/{card.pk}/assignments/",
            {"team": office.pk, "starts_on": "2017-01-01"},
        )
    admin.post(f"/setup/scorecards/{card.pk}/draft/publication/", {"starts_on": "2017-01-01"})
    return card


def editor_fields() -> dict[str, Any]:
    rows = {"revenue": ("100000", "60"), "deals_won": ("40", "40")}
    fields = {
        "do": "save",
        "starts_on": "2017-01-01",
        "note": "",
        "ramp": "",
        "activities-period": "week",
        "activities_rows-TOTAL_FORMS": "0",
        "activities_rows-INITIAL_FORMS": "0",
        "objectives-period": "quarter",
        "objectives_rows-TOTAL_FORMS": "2",
        "objectives_rows-INITIAL_FORMS": "2",
    }
    for number, (slug, (target, weight)) in enumerate(rows.items()):
        prefix = f"objectives_rows-{number}"
        fields[f"{prefix}-metric"] = str(Metric.objects.get(slug=slug).pk)
        fields |= {f"{prefix}-target": target, f"{prefix}-weight": weight}
        fields |= {f"{prefix}-points": "", f"{prefix}-prorated": ""}
    return fields


def test_thirty_five_reps_under_six_managers_are_scored_on_their_deals(admin: Client) -> None:
    work_off_marks(now=timezone.now())
    assert total("opportunities_created") == 8300  # 500 of 8,800 have no date yet
    assert (total("deals_won"), total("deals_lost")) == (4238, 2473)
    assert total("revenue") == 10005534
    assert total("revenue", "2017-07-01", "2017-09-30") == 2982255

    publish_a_scorecard(admin)
    work_off_marks(now=timezone.now())

    assert not StaleMark.objects.exists()
    assert User.objects.filter(role=Role.MANAGER, managed_teams__isnull=False).count() == 6
    in_autumn = Score.objects.filter(scored_period__key="2017-Q3")
    assert in_autumn.count() == 35
    assert in_autumn.filter(points=0).count() == 5  # five agents never had a deal
    best = in_autumn.select_related("rep").order_by("-score")[0]
    assert best.rep.name == "Darcel Schlecht"
    assert sum(line_of(score, "revenue") for score in in_autumn) == 2982255

    manager = User.objects.get(name="Melvin Marxen")
    admin.force_login(manager)
    board = admin.get("/?period=2017-Q3", follow=True).content.decode()
    assert "Darcel Schlecht" in board
    assert "Hayden Neloms" not in board  # works for somebody else
    page = admin.get(f"/reps/{best.rep_id}/scores/objectives/?period=2017-Q3").content.decode()
    assert "Hardware" in page


def line_of(score: Score, slug: str) -> Decimal:
    return next(line.actual or Decimal(0) for line in score.scored_lines if line.metric == slug)


def test_the_same_deals_with_american_dates_change_nothing(admin: Client, tmp_path: Path) -> None:
    work_off_marks(now=timezone.now())
    name = "sales_pipeline_us_mdy.csv"
    file = shutil.copy(shared_file(f"maven_crm/{name}"), tmp_path / name)
    out = StringIO()

    call_command(
        "import_file",
        "opportunities",
        file,
        "--map",
        str(MAPPINGS / "maven_opportunities.toml"),
        stdout=out,
    )

    assert "created 0, updated 0, unchanged 8,800, rejected 0" in out.getvalue()
    assert not StaleMark.objects.exists()
    assert date(2017, 3, 1) in set(DailyTotal.objects.values_list("day", flat=True))
