"""All sheets of a metric and year that somebody steers, one a team, and the one of the top."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from scorecards.models import Metric, QuotaChange
from scorecards.periods import Period
from scorecards.queries.quotas.book import QuotaBook, Sheet, quota_book
from scorecards.scoring.quota_sheets import added, assignment, total


@dataclass(frozen=True)
class SheetSummary:
    """A sheet as a line: its team (None: the top), how deep it is, and how its totals stand."""

    name: str
    team: int | None
    depth: int
    people: int
    own: Decimal | None
    members: Decimal | None
    has_draft: bool

    @property
    def key(self) -> str:
        return str(self.team) if self.team else "top"

    @property
    def assignment(self) -> Decimal | None:
        return assignment(self.members, self.own)


def latest_metric() -> str:
    """The slug of the metric whose quotas were published last; revenue before any were."""
    changes = QuotaChange.objects.published().order_by("-published_at")
    return changes.values_list("metric__slug", flat=True).first() or "revenue"


def sheet_summaries(
    *, metric: Metric, year: Period, teams: Collection[int], with_top: bool, top_name: str
) -> list[SheetSummary]:
    """The tree of these teams (ids), each below the nearest one above it that is shown."""
    sheet = Sheet(None, metric, year)
    book = quota_book(metric=metric, months=sheet.months, team=None)
    drafts = QuotaChange.objects.drafts().filter(metric=metric, year_starts_on=year.starts)
    drafted: set[int | None] = set(drafts.values_list("team_id", flat=True))
    found = []
    if with_top:
        members = total(added(book.owed_by_team(team) for team in book.below(None)))
        found.append(
            SheetSummary(top_name, None, 0, len(book.seats), None, members, None in drafted)
        )
    tops = [team for team in teams if book.teams[team][1] not in teams]
    for top in sorted(tops, key=lambda team: book.teams[team][0]):
        found.extend(_branch(book, top, drafted, depth=int(with_top)))
    return found


def _branch(
    book: QuotaBook, team: int, drafted: set[int | None], *, depth: int
) -> Iterator[SheetSummary]:
    own = book.owed_by(f"team-{team}")
    below = book.below(team)
    people = [book.owed_in(seat, {team}) for seat in book.members(team)]
    rows = [*(book.owed_by_team(one) for one in below), *people]
    yield SheetSummary(
        name=book.teams[team][0],
        team=team,
        depth=depth,
        people=len(people),
        own=total(own),
        members=total(added(rows)),
        has_draft=team in drafted,
    )
    for one in below:
        yield from _branch(book, one, drafted, depth=depth + 1)
