"""The worker's app and the timetable. Tasks are sent by name, so that no arrow turns round."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("repscore")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Seconds; a call that nobody took before its next turn is dropped.
app.conf.beat_schedule = {
    "sweep stale marks": {
        "task": "scorecards.recompute",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "open periods": {
        "task": "scorecards.open_periods",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "turn over goals": {
        "task": "goals.turn_over",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "remind of check-ins": {
        "task": "goals.remind",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "worker heartbeat": {
        "task": "accounts.worker_heartbeat",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
}
