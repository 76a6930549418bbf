"""What a request for closed periods asks for, and what of them its reader may see."""

from collections.abc import Sequence

from django.http import Http404
from django.utils import timezone

from accounts.access import SEES_EVERYTHING, people_visible_to
from accounts.models import Organisation
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest, number_in
from scorecards.actions.late_effects import LateEffect, late_effects
from scorecards.models import Closing
from scorecards.periods import PeriodKind
from scorecards.queries.closings.pages import ClosingsPage, closings_page


def asked_closings(request: PersonRequest) -> ClosingsPage:
    usual = Organisation.current().closes or PeriodKind.MONTH
    kind = request.GET.get("kind") or usual
    if kind not in list(PeriodKind):
        raise Http404
    return closings_page(
        request.user,
        card_id=number_in(request.GET.get("card", "")),
        kind=PeriodKind(kind),
        today=organisation_day(),
    )


def seen_by(request: PersonRequest) -> list[int] | None:
    """The ids of the people whom the reader sees; None: everybody."""
    if request.user.role in SEES_EVERYTHING:
        return None
    seen = people_visible_to(request.user, today=organisation_day())
    return list(seen.values_list("pk", flat=True))


def effects_for(request: PersonRequest, found: Closing) -> Sequence[LateEffect] | None:
    """Of whom the reader sees; None when there are too many, or the period is open again."""
    if found.reopened_at is not None:
        return None
    effects, seen = late_effects(closing=found, now=timezone.now()), seen_by(request)
    if effects is None or seen is None:
        return effects
    return [effect for effect in effects if effect.frozen.rep_id in seen]
