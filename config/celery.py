"""The worker's app, its queues and the timetable. Tasks are sent by name, so that no arrow
turns round.

Two queues: what somebody has just logged is scored from `interactive`; a year's rebuild, an
import and the chores of the timetable wait in `bulk`. A worker without `-Q` serves both.
"""

import os

from celery import Celery
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

INTERACTIVE, BULK = "interactive", "bulk"
# What was sent before there were two queues may still wait here.
FORMER = "celery"

app = Celery("repscore")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.task_queues = [
    Queue(name, Exchange(name, type="direct"), routing_key=name)
    for name in (INTERACTIVE, BULK, FORMER)
]
app.conf.task_default_queue = BULK
app.conf.task_routes = {
    "scorecards.recompute": {"queue": INTERACTIVE},
    "accounts.worker_heartbeat": {"queue": INTERACTIVE},
}

app.conf.beat_scheduler = "config.beat:OneScheduler"
# Seconds; a call that nobody took before its next turn is dropped.
app.conf.beat_schedule = {
    "sweep stale marks": {
        "task": "scorecards.recompute",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "sweep marks that may wait": {
        "task": "scorecards.recompute_bulk",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "open periods": {
        "task": "scorecards.open_periods",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "close periods": {
        "task": "scorecards.close_periods",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
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
