"""The web process is killed after it stored a fact and before it woke a worker."""

from contextlib import closing

import pytest
from celery import current_app
from django.db.models import Sum

from accounts.models import User
from scorecards.models import Activity
from tests.journeys.facts import assert_stored_is_rebuilt, log_calls, nothing_waits
from tests.journeys.installation import Installation, Step, wait_until
from tests.journeys.visitor import Visitor

BETWEEN = Step("before", "scorecards.views.log.recompute_soon")
SWEEP = float(current_app.conf.beat_schedule["sweep stale marks"]["schedule"])
# Beyond the sweep itself, for a machine that does ten other things.
SLACK = 15.0


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_fact_stored_by_a_web_process_that_died_is_scored_within_one_sweep(
    reps: list[User], installation: Installation
) -> None:
    installation.worker()
    installation.beat()
    web = installation.web(BETWEEN)
    calls = log_calls(reps)  # nobody is told but the timetable: once done, all are at work
    wait_until(nothing_waits)

    logged = Visitor(installation.port, reps[0]).send(
        "/log/one/", {"metric": "calls", "quantity": "1"}
    )
    with closing(logged):
        web.wait_until_halted()
        web.kill()
        with pytest.raises(ConnectionError):
            logged.getresponse()

    assert Activity.objects.aggregate(sum=Sum("quantity"))["sum"] == calls + 1
    wait_until(nothing_waits, within=SWEEP + SLACK)
    assert_stored_is_rebuilt(calls=calls + 1)
