"""One sheet of quotas: its rows with what is in force, what a draft says, and last year."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from accounts.queries.calendars import working_days_by_team
from scorecards.models import QuotaChange, SeasonalProfile
from scorecards.queries.quotas.book import QuotaBook, Sheet, quota_book
from scorecards.queries.quotas.drafts import draft_on, published_on, stamp_of
from scorecards.queries.quotas.last_year import LastYear, last_year_of
from scorecards.queries.quotas.rows import SheetRow, sheet_rows
from scorecards.scoring.quota_sheets import (
    MONTHS,
    NOTHING,
    Amounts,
    Spread,
    added,
    assignment,
    total,
)
from scorecards.scoring.quotas import end_of_month
from scorecards.scoring.records import ONE


@dataclass(frozen=True)
class Choice:
    """How amounts are spread, and what newcomers owe: as drafted, or as published last."""

    spread: str
    profile: SeasonalProfile | None
    ramp: tuple[Decimal, ...]


@dataclass(frozen=True)
class SheetPage:
    """A sheet to show, check and store. `stamp` tells one state of it from another."""

    sheet: Sheet
    book: QuotaBook
    rows: tuple[SheetRow, ...]
    own: Amounts | None
    draft: QuotaChange | None
    choice: Choice
    ramp_in_force: tuple[Decimal, ...]
    profiles: tuple[SeasonalProfile, ...]
    working_days: tuple[Decimal, ...]
    stamp: str
    step: Decimal
    last_year: LastYear

    @property
    def months(self) -> tuple[date, ...]:
        return self.sheet.months

    @property
    def members(self) -> Amounts:
        return added(row.counted for row in self.rows)

    @property
    def members_in_force(self) -> Amounts:
        return added(row.counted_in_force for row in self.rows)

    @property
    def assignment(self) -> Decimal | None:
        return assignment(total(self.members), total(self.own or NOTHING))

    @property
    def assignment_in_force(self) -> Decimal | None:
        return assignment(total(self.members_in_force), total(self.own or NOTHING))

    @property
    def done_last_year(self) -> Amounts:
        return added(row.last_year for row in self.rows)

    def spread(self, spread: str, profile: SeasonalProfile | None) -> Spread:
        return Spread(self.weights_of(spread, profile), self.step)

    def weights_of(self, spread: str, profile: SeasonalProfile | None) -> tuple[Decimal, ...]:
        """The relative weights of the sheet's months (rule 29)."""
        if spread == QuotaChange.Spread.SEASONAL and profile is not None:
            return tuple(Decimal(profile.weights[month.month - 1]) for month in self.months)
        if spread == QuotaChange.Spread.WORKING_DAYS:
            return self.working_days
        return (ONE,) * MONTHS

    def with_amounts(self, amounts: Mapping[str, Amounts]) -> "SheetPage":
        """The page with other amounts in its rows, not stored."""
        rows = (replace(row, amounts=amounts.get(row.key, row.amounts)) for row in self.rows)
        return replace(self, rows=tuple(rows))


def sheet_page(sheet: Sheet, *, step: Decimal) -> SheetPage:
    """The sheet as it stands, with its draft when there is one (a constant number of queries)."""
    book = quota_book(metric=sheet.metric, months=sheet.months, team=sheet.team_id)
    draft = draft_on(sheet)
    last_year = last_year_of(
        metric=sheet.metric, months=sheet.months, reps=book.seats, teams=_teams(book, sheet)
    )
    rows = tuple(sheet_rows(sheet, book, last_year, draft))
    ramp = _ramp_in_force(book, rows)
    profiles = tuple(SeasonalProfile.objects.all())
    latest = published_on(sheet).order_by("-id").first()
    return SheetPage(
        sheet=sheet,
        book=book,
        rows=rows,
        own=book.owed_by(f"team-{sheet.team_id}") if sheet.team else None,
        draft=draft,
        choice=_choice(draft, latest, ramp, {profile.pk: profile for profile in profiles}),
        ramp_in_force=ramp,
        profiles=profiles,
        working_days=_working_days(sheet),
        stamp=stamp_of(draft, latest.pk if latest else None),
        step=step,
        last_year=last_year,
    )


def _teams(book: QuotaBook, sheet: Sheet) -> set[int]:
    """The teams whose last year is shown: those below, whose rows it stands beside."""
    if sheet.team_id is None:
        return set(book.teams)
    return book.inside(sheet.team_id) - {sheet.team_id}


def _ramp_in_force(book: QuotaBook, rows: Iterable[SheetRow]) -> tuple[Decimal, ...]:
    """The ramp that most of the people's months have."""
    found = Counter(
        ramp
        for row in rows
        for ramp, amount in zip(book.ramps.get(row.key, ()), row.in_force, strict=False)
        if row.seat and ramp is not None and amount is not None
    )
    return found.most_common(1)[0][0] if found else ()


def _choice(
    draft: QuotaChange | None,
    latest: QuotaChange | None,
    ramp: tuple[Decimal, ...],
    profiles: Mapping[int, SeasonalProfile],
) -> Choice:
    said = draft or latest
    if said is None:
        return Choice(QuotaChange.Spread.EQUAL, None, ramp)
    profile = profiles.get(said.profile_id or 0)
    lost = said.spread == QuotaChange.Spread.SEASONAL and profile is None
    return Choice(
        spread=QuotaChange.Spread.EQUAL if lost else said.spread,
        profile=profile,
        ramp=tuple(Decimal(share) for share in draft.ramp) if draft else ramp,
    )


def _working_days(sheet: Sheet) -> tuple[Decimal, ...]:
    """The days that the team's calendar works in each month."""
    years = range(sheet.year.starts.year, sheet.year.ends.year + 1)
    calendar = working_days_by_team(years=years)[sheet.team_id]
    return tuple(
        Decimal(
            sum(
                calendar.works(month + timedelta(days=number))
                for number in range(end_of_month(month).day)
            )
        )
        for month in sheet.months
    )
