"""Work that may wait goes in turns and batches, and gives way to what was just logged."""

from datetime import UTC, date, datetime

import pytest

from accounts.actions.marks import mark_facts_changed
from accounts.models import StaleMark, Team
from scorecards.actions.bulk import FIRST_BATCH, LARGEST_BATCH, next_batch, work_off_bulk
from scorecards.actions.recompute import mark_everything
from tests.factories import RepFactory

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
YEAR = (date(2025, 3, 1), date(2026, 3, 1))


@pytest.mark.django_db
class TestTurn:
    @pytest.fixture(autouse=True)
    def _year_to_rebuild(self, team: Team) -> None:
        self.reps = [RepFactory(team=team) for _ in range(FIRST_BATCH + 2)]
        mark_everything(self.reps, days=YEAR)

    def test_a_turn_ends_after_its_time_and_says_that_more_waits(self) -> None:
        assert work_off_bulk(now=NOW, seconds=0)
        assert StaleMark.objects.filter(bulk=True).count() == 2

    def test_between_two_batches_goes_what_cannot_wait(self) -> None:
        mark_facts_changed(rep_days=[(rep.pk, date(2026, 3, 2)) for rep in self.reps])
        work_off_bulk(now=NOW, seconds=0)
        assert list(StaleMark.objects.values_list("bulk", flat=True)) == [True, True]

    def test_a_turn_with_time_leaves_nothing(self) -> None:
        assert not work_off_bulk(now=NOW)
        assert not StaleMark.objects.exists()


class TestSize:
    def test_a_batch_that_took_two_seconds_is_followed_by_half_of_it(self) -> None:
        assert next_batch(80, took=2.0) == 40

    def test_a_quick_batch_is_followed_by_at_most_twice_as_much(self) -> None:
        assert next_batch(10, took=0.01) == 20
        assert next_batch(150, took=0.01) == LARGEST_BATCH

    def test_one_rep_is_the_least(self) -> None:
        assert next_batch(1, took=30.0) == 1
