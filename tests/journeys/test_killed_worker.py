"""A worker is killed at each step between claim and commit: another one does the work."""

import os
import signal

import pytest

from accounts.models import StaleMark, User
from scorecards.models import Score
from tests.journeys.facts import assert_stored_is_rebuilt, counted, log_calls, nothing_waits
from tests.journeys.installation import Installation, Step, wait_until

_BATCH = "scorecards.actions.recompute"
STEPS = (
    Step("after", f"{_BATCH}._claimed"),
    Step("after", f"{_BATCH}.take_marks"),
    Step("after", f"{_BATCH}.rebuild_totals"),
    Step("after", f"{_BATCH}.note_late_days"),
    Step("after", f"{_BATCH}.compute_scores"),
    Step("after", f"{_BATCH}.store_scores"),
    Step("after", f"{_BATCH}.announce"),
    Step("before", "django.db.backends.base.base.BaseDatabaseWrapper.commit"),
)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_marks_are_worked_off_after_a_worker_died_at_every_step(
    reps: list[User], installation: Installation
) -> None:
    calls = log_calls(reps)
    marks = StaleMark.objects.count()

    worker = installation.worker(*STEPS)
    for number, step in enumerate(STEPS):
        installation.wake_worker()
        os.kill(worker.wait_until_halted(number), signal.SIGKILL)
        left = StaleMark.objects.count(), counted(), Score.objects.count()
        assert left == (marks, 0, 0), f"killed {step}"

    worker.kill()
    installation.worker()
    installation.wake_worker()
    wait_until(nothing_waits)
    assert_stored_is_rebuilt(calls=calls)
