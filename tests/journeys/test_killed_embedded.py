"""Without PostgreSQL and Redis: the worker dies over its marks and is started again."""

import pytest
from django.db import connection

from accounts.models import StaleMark, User
from scorecards.models import Score
from tests.journeys.facts import assert_stored_is_rebuilt, counted, log_calls, nothing_waits
from tests.journeys.installation import Installation, Step, wait_until

SCORED = Step("after", "scorecards.actions.recompute.store_scores")


@pytest.mark.django_db(transaction=True)
def test_the_embedded_worker_started_again_works_off_what_it_left(
    reps: list[User], embedded: Installation
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("DATABASE_URL is set: the embedded database is not in use")
    calls = log_calls(reps)
    marks = StaleMark.objects.count()
    embedded.beat()
    worker = embedded.worker(SCORED)
    worker.wait_until_halted()

    worker.kill()

    assert (StaleMark.objects.count(), counted(), Score.objects.count()) == (marks, 0, 0)
    calls += log_calls(reps)  # nobody is kept from writing by a dead worker
    embedded.worker()
    wait_until(nothing_waits)
    assert_stored_is_rebuilt(calls=calls)
