"""What differs between two versions of a scorecard, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scorecards.queries.drafts import WrittenCard, WrittenLine, WrittenSection

_FIELDS = (
    "target",
    "from_quota",
    "weight",
    "start_gate",
    "stop_gate",
    "weekday_profile",
    "prorated",
)
AMOUNTS = ("target", "start_gate", "stop_gate")
"""Fields of a line in the unit of its metric."""


@dataclass(frozen=True)
class Change:
    """`what` is "added", "removed", "period", "ramp" or a field of the line.

    `section` and `line` are None where the change is not about one; `before` and `after`
    are the values of the field, for "added" and "removed" None.
    """

    what: str
    section: WrittenSection | None = None
    line: WrittenLine | None = None
    before: object = None
    after: object = None

    @property
    def unit(self) -> str:
        return self.line.metric.unit if self.line and self.what in AMOUNTS else ""


def changes_between(before: WrittenCard | None, after: WrittenCard) -> list[Change]:
    """Everything that the later terms say otherwise, in the order of the scorecard."""
    former = {section.kind: section for section in before.sections} if before else {}
    found: list[Change] = []
    for section in after.sections:
        found += _in_section(former.get(section.kind), section)
    if before and before.ramp != after.ramp:
        found.append(Change("ramp", before=_percents(before.ramp), after=_percents(after.ramp)))
    return found


def _in_section(before: WrittenSection | None, after: WrittenSection) -> Iterable[Change]:
    former = {line.metric.pk: line for line in before.lines} if before else {}
    if before and before.lines and before.period != after.period:
        yield Change("period", after, before=before.period, after=after.period)
    for line in after.lines:
        earlier = former.pop(line.metric.pk, None)
        if earlier is None:
            yield Change("added", after, line)
            continue
        yield from _in_line(after, earlier, line)
    for line in former.values():
        yield Change("removed", after, line)


def _in_line(section: WrittenSection, before: WrittenLine, after: WrittenLine) -> Iterable[Change]:
    for what in _FIELDS:
        earlier, later = getattr(before, what), getattr(after, what)
        if earlier != later:
            yield Change(what, section, after, before=earlier, after=later)


def _percents(ramp: Iterable[Decimal]) -> list[Decimal]:
    return [share * 100 for share in ramp]
