"""Seasonal profiles with their shares of the year, their use, and who changed them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.dates import MONTHS

from scorecards.models import QuotaChange, SeasonalProfile


@dataclass(frozen=True)
class Season:
    """A month's share of the year, and of the strongest month (for the length of its bar)."""

    name: str
    share: Decimal
    height: Decimal


@dataclass(frozen=True)
class ProfileRow:
    profile: SeasonalProfile
    seasons: tuple[Season, ...]
    uses: int


@dataclass(frozen=True)
class ProfileChange:
    """Who made it so, and when."""

    at: datetime
    by: str
    name: str
    seasons: tuple[Season, ...]


@dataclass(frozen=True)
class ProfilePage:
    row: ProfileRow
    changes: tuple[ProfileChange, ...]


def profiles_listed() -> list[ProfileRow]:
    """Every profile; `uses` counts sheets, drafts and publications spread by it."""
    used = (
        QuotaChange.objects.filter(profile=OuterRef("pk"))
        .order_by()
        .values("profile")
        .annotate(uses=Count("pk"))
        .values("uses")
    )
    rows = SeasonalProfile.objects.annotate(uses=Coalesce(Subquery(used), 0))
    return [ProfileRow(row, seasons_of(row.weights), row.uses) for row in rows]


def profile_page(profile: SeasonalProfile) -> ProfilePage:
    """A profile with everything it was before, the newest first."""
    uses = QuotaChange.objects.filter(profile=profile).count()
    former = profile.history.select_related("history_user").order_by("-history_date")
    changes = [
        ProfileChange(
            at=row.history_date,
            by=row.history_user.name if row.history_user else "",
            name=row.name,
            seasons=seasons_of(row.weights),
        )
        for row in former
    ]
    return ProfilePage(ProfileRow(profile, seasons_of(profile.weights), uses), tuple(changes))


def seasons_of(weights: list[str]) -> tuple[Season, ...]:
    amounts = [Decimal(weight) for weight in weights]
    whole, most = sum(amounts), max(amounts)
    return tuple(
        Season(str(MONTHS[number]), weight / whole, weight / most)
        for number, weight in enumerate(amounts, start=1)
    )
