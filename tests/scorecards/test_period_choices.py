"""Which periods a page offers: the last twelve, and each year before that something is scored."""

from datetime import date

import pytest

from scorecards.models import ScoredPeriod, Section
from scorecards.periods import PeriodKind, PeriodRules, period_containing
from scorecards.queries.period_choices import period_choice
from tests.factories import scorecard

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
RULES = PeriodRules()


def keys(kind: PeriodKind, day: date = TODAY) -> list[str]:
    shown = period_containing(day=day, kind=kind, rules=RULES)
    return [each.key for each in period_choice(shown, today=TODAY, rules=RULES).choices]


def score_something_on(day: date) -> None:
    scorecard("Any", activities={"calls": (1, 1)})
    section = Section.objects.get()
    ScoredPeriod.objects.create(section=section, key=str(day), starts_on=day, ends_on=day)


def test_the_last_twelve_stand_newest_first() -> None:
    offered = keys(PeriodKind.QUARTER)
    assert (len(offered), offered[0], offered[-1]) == (12, "2026-Q4", "2024-Q1")


def test_years_of_an_old_import_can_be_chosen() -> None:
    score_something_on(date(2017, 4, 3))
    years = [f"{year}-Q1" for year in range(2023, 2016, -1)]
    assert keys(PeriodKind.QUARTER)[12:] == years
    assert keys(PeriodKind.MONTH)[12:] == [f"{year}-12" for year in range(2024, 2016, -1)]


def test_no_more_than_ten_years_are_listed() -> None:
    score_something_on(date(1999, 1, 4))
    assert len(keys(PeriodKind.WEEK)) == 22


def test_the_period_shown_is_always_among_them() -> None:
    assert keys(PeriodKind.QUARTER, date(2017, 8, 1))[-1] == "2017-Q3"
