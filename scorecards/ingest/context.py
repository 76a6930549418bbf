"""What holds for a whole file while it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from accounts.models import Organisation, User
from scorecards.actions.activities import local_day_of
from scorecards.ingest.people_book import PeopleBook, is_new
from scorecards.parsing.plans import Plan
from scorecards.parsing.rows import RejectedRow, Row


@dataclass
class Import:
    """`source` and a row's external id name what the row is about. With `create_reps`, people that
    nobody knows are made; with `dry_run`, nothing is stored."""

    plan: Plan
    source: str
    now: datetime
    create_reps: bool = False
    dry_run: bool = False
    organisation: Organisation = field(default_factory=Organisation.current)
    book: PeopleBook = field(default_factory=lambda: PeopleBook(User.objects.all()))
    rows: dict[int, Row] = field(default_factory=dict)
    """The rows of the batch at hand, by line: a rejected row is shown with its cells."""
    _made: set[str] = field(default_factory=set)
    _found: dict[str, User] = field(default_factory=dict)
    _today: dict[str, date] = field(default_factory=dict)

    def rep(self, key: str) -> User | None:
        """The person meant; one not yet stored when nobody is and newcomers are welcome."""
        known = self._found.get(key)
        if known is not None:
            return known
        found = self._find(key)
        if found is not None:
            self._found[key] = found
        return found

    def _find(self, key: str) -> User | None:
        by = self.plan.mapping.rep_by
        found = self.book.find(key, by)
        if found is None and self.create_reps and not self.book.is_shared(key):
            return self.book.newcomer_for(key, by)
        return found

    def store_newcomers(self, people: Iterable[User]) -> int:
        """Stores those who are new; how many were not counted before."""
        new = {person.email: person for person in people if is_new(person)}
        if self.dry_run:
            uncounted = new.keys() - self._made
            self._made |= uncounted
            return len(uncounted)
        if new:
            bulk_create_with_history(
                list(new.values()), User, batch_size=500, default_change_reason="import"
            )
        return len(new)

    def start_again(self) -> None:
        """After a batch was rolled back: people it made are not there, others may be."""
        self.book = PeopleBook(User.objects.all())
        self._found.clear()

    def today(self, rep: User) -> date:
        zone = rep.time_zone
        if zone not in self._today:
            self._today[zone] = local_day_of(self.now, rep, self.organisation)
        return self._today[zone]

    def rejected(self, line: int, field_name: str, reason: str) -> RejectedRow:
        """The row of the file that a field of the mapping makes impossible."""
        source = self.plan.mapping.fields.get(field_name)
        column = next(iter(source.columns), source.template or "") if source else ""
        return RejectedRow(line, column, reason, self.rows[line].cells)


def too_long(values: dict[str, str], model: type[Model]) -> tuple[str, str] | None:
    """The first of the values that its column of the database cannot hold, and why."""
    for name, text in values.items():
        limit = model._meta.get_field(name).max_length  # type: ignore[union-attr]
        if limit is not None and len(text) > limit:
            return name, f"longer than {limit} characters"
    return None
