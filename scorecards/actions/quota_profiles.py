"""Name and change the seasons of a year; what was spread by a profile stays as it is."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.refusals import Refused
from accounts.models import User
from scorecards.models import QuotaChange, SeasonalProfile
from scorecards.scoring.quota_sheets import MONTHS


@transaction.atomic
def save_profile(
    *, profile: SeasonalProfile | None, name: str, weights: Sequence[Decimal], by: User
) -> SeasonalProfile:
    """A new profile, or another name and other weights for one. Raises Refused for bad ones."""
    if len(weights) != MONTHS or any(weight < 0 for weight in weights) or not any(weights):
        raise Refused(_("Give the months weights, one of them at least above zero."))
    stored = profile or SeasonalProfile()
    stored.name = name
    stored.weights = [f"{weight:f}" for weight in weights]
    sign(stored, by=by)
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError:
        raise Refused(_("There is a profile of this name already."), "name") from None
    return stored


@transaction.atomic
def remove_profile(*, profile: SeasonalProfile, by: User) -> None:
    """Raises Refused while a sheet is spread by it: its history would not say how any more."""
    if QuotaChange.objects.filter(profile=profile).exists():
        raise Refused(_("Quotas were spread by “%s”: it stays.") % profile.name)
    sign(profile, by=by)
    profile.delete()
