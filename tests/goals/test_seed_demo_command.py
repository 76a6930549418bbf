"""`seed_demo`: the same seed gives the same, and nothing is loaded twice."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from goals.ingest.demo.goals import add_goals
from goals.ingest.demo.plans import add_plan
from goals.ingest.demo.setting import setting_of
from goals.models import Goal, Plan
from scorecards.ingest.demo.organisation import add_demo
from scorecards.models import Closing, Quota

NOW = datetime(2026, 3, 20, 14, tzinfo=UTC)
FIRST_DAY = date(2026, 2, 25)

pytestmark = pytest.mark.django_db


def test_the_same_seed_gives_the_same_demo() -> None:
    def signature() -> list[object]:
        with transaction.atomic():
            add_demo(reps=6, first_day=FIRST_DAY, seed=7, now=NOW)
            setting = setting_of(NOW)
            add_goals(setting)
            add_plan(setting)
            quotas = Quota.objects.order_by("pk").values_list(
                "rep__email", "team__name", "metric__slug", "month", "amount", "starts_on"
            )
            goals = Goal.objects.order_by("pk").values_list("statement", "target", "due_on")
            found = [*quotas, *goals, *Plan.objects.values_list("scenarios__stages", flat=True)]
            transaction.set_rollback(True)
        return found

    assert signature() == signature()


def test_the_command_loads_an_empty_database_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_demo", reps=1, days=1)
    call_command("seed_demo", if_empty=True)

    assert capsys.readouterr().out.count("Demo logins") == 2
    assert User.objects.reps().count() == 1


def test_a_demo_of_some_weeks_is_what_a_rebuild_gives(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_demo", reps=6, days=40)
    call_command("recompute", check=True)

    assert "Stored = rebuilt" in capsys.readouterr().out
    assert not Closing.objects.exists()
