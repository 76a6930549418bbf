"""Do the figures of many people lag behind their facts?"""

from collections.abc import Collection
from datetime import date, datetime

from accounts.models import StaleMark
from accounts.queries.many import among
from scorecards.queries.rep_home import LAGS_AFTER


def figures_lag(people: Collection[int], *, today: date, now: datetime) -> bool:
    """Has a change of one of them (ids) up to today waited for longer than it usually does?"""
    marks = StaleMark.objects.filter(from_day__lte=today, marked_at__lt=now - LAGS_AFTER)
    return marks.filter(rep__in=among(people)).exists()
