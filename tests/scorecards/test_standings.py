"""Which scores are shown for a day."""

from datetime import UTC, date, datetime

import pytest

from accounts.actions.marks import mark_stale
from accounts.models import Organisation, Team, TimeOff, User
from scorecards.actions.recompute import work_off_marks
from scorecards.queries.standings import standings_on
from tests.factories import RepFactory, assign, scorecard

FRIDAY, SUNDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 8), date(2026, 3, 9)

pytestmark = pytest.mark.django_db


def keys_shown(people: list[User], *, day: date) -> dict[str, list[str]]:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    found = standings_on(people, day=day, organisation=Organisation.current(), now=now)
    names = {person.pk: person.name for person in people}
    return {names[rep]: [one.period.key for one in rows] for rep, rows in found.items()}


@pytest.fixture
def people(team: Team) -> list[User]:
    """Two reps with calls a day and revenue a month, scored until the Monday."""
    scorecard(
        activities={"calls": (50, 100)},
        activities_period="day",
        objectives={"revenue": (1000, 100)},
        assigned_to=team,
    )
    return [RepFactory(name="Ann", team=team), RepFactory(name="Bob", team=team)]


def score(people: list[User]) -> None:
    mark_stale(reps=[rep.pk for rep in people], from_day=date(2026, 3, 1), to_day=MONDAY)
    work_off_marks(now=datetime(2026, 3, 9, 12, tzinfo=UTC))


def test_on_a_sunday_a_daily_section_shows_friday(people: list[User]) -> None:
    score(people)
    assert keys_shown(people, day=SUNDAY)["Ann"] == ["2026-03-06", "2026-03"]
    assert keys_shown(people, day=MONDAY)["Ann"] == ["2026-03-09", "2026-03"]


def test_the_day_is_the_last_on_which_any_of_them_worked(people: list[User]) -> None:
    TimeOff.objects.create(user=people[0], starts_on=FRIDAY, ends_on=FRIDAY)
    score(people)
    assert keys_shown(people, day=SUNDAY) == {
        "Ann": ["2026-03-06", "2026-03"],
        "Bob": ["2026-03-06", "2026-03"],
    }
    assert keys_shown(people[:1], day=SUNDAY) == {"Ann": ["2026-03-05", "2026-03"]}


def test_who_was_away_all_week_sees_the_day_itself(people: list[User]) -> None:
    TimeOff.objects.create(user=people[0], starts_on=date(2026, 2, 20), ends_on=SUNDAY)
    score(people)
    assert keys_shown(people[:1], day=SUNDAY) == {"Ann": ["2026-03-08", "2026-03"]}


def test_of_two_scorecards_in_a_month_the_present_one_is_shown(rep: User) -> None:
    old = scorecard("Old", objectives={"revenue": (10, 1)})
    new = scorecard("New", objectives={"revenue": (20, 1)})
    assign(old, rep, ends_on=date(2026, 3, 4))
    assign(new, rep, starts_on=date(2026, 3, 5))
    score([rep])

    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    [shown] = standings_on([rep], day=MONDAY, organisation=Organisation.current(), now=now)[rep.pk]

    assert shown.scorecard == "New"
