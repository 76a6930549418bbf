"""The period that an address asks for."""

from django.contrib import messages
from django.http import HttpRequest

from scorecards.periods import BadPeriodKey, Period, PeriodRules, period_from_key


def asked_period(request: HttpRequest, rules: PeriodRules) -> Period | None:
    """The period of `?period=KEY`; None without one, and with a message for a bad one."""
    key = request.GET.get("period")
    if not key:
        return None
    try:
        return period_from_key(key, rules)
    except BadPeriodKey as error:
        messages.warning(request, str(error))
        return None
