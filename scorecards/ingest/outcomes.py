"""What became of a batch, and of a whole file."""

from dataclasses import dataclass, field

from scorecards.parsing.rows import RejectedRow


@dataclass
class Outcome:
    """`created`, `updated` and `unchanged` count what is stored (a row of a call log may be several
    facts), `rejected` holds rows of the file, `new_people` counts reps that were made."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    new_people: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)


@dataclass
class Totals:
    """The sum of the outcomes so far; `rows` is how far into the file they reach."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    new_people: int = 0
    rejected: int = 0

    def add(self, outcome: Outcome, *, rows: int) -> None:
        self.rows += rows
        self.created += outcome.created
        self.updated += outcome.updated
        self.unchanged += outcome.unchanged
        self.new_people += outcome.new_people
        self.rejected += len(outcome.rejected)
