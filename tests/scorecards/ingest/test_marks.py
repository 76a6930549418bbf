from datetime import date

import pytest

from accounts.models import StaleMark, User
from scorecards.ingest.marks import mark_days


@pytest.mark.django_db
def test_near_days_are_one_stretch_and_far_ones_are_not(rep: User, stranger: User) -> None:
    days = [date(2026, 1, 1), date(2026, 2, 28), date(2026, 1, 1), date(2025, 6, 1)]

    mark_days([*((rep.pk, day) for day in days), (stranger.pk, date(2026, 1, 5))])

    marks = StaleMark.objects.order_by("rep", "from_day")
    assert [(mark.rep, mark.from_day, mark.to_day) for mark in marks] == [
        (rep, date(2025, 6, 1), date(2025, 6, 1)),
        (rep, date(2026, 1, 1), date(2026, 2, 28)),
        (stranger, date(2026, 1, 5), date(2026, 1, 5)),
    ]
