"""The list of goals: one's own first, then the team's, then the company's."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import team_ids_below, teams_visible_to
from accounts.models import Membership, Organisation, Role, Team, User
from accounts.queries.teams import ordered_tree
from goals.access import goals_steered_by, goals_visible_to
from goals.models import Goal
from goals.queries.due_check_ins import next_of, with_last_check_in
from goals.queries.figures import GoalFigures, figures_of
from goals.queries.owners import owner_name, spoken_for_by

STATES = [
    ("open", gettext_lazy("Open")),
    ("closed", gettext_lazy("Closed")),
    ("all", gettext_lazy("Open and closed")),
]
ORDERS = [
    ("due", gettext_lazy("Due day")),
    ("status", gettext_lazy("Status, worst first")),
    ("progress", gettext_lazy("Progress, least first")),
    ("check_in", gettext_lazy("Next check-in")),
    ("name", gettext_lazy("Name")),
]
GROUPS = {
    "own": gettext_lazy("My goals"),
    "team": gettext_lazy("Teams and people"),
    "company": gettext_lazy("The company’s goals"),
}
_INDENT = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to: `whose` is "", "mine", "company" or "team-7"."""

    q: str = ""
    whose: str = ""
    state: str = "open"
    status: str = ""
    order: str = "due"


@dataclass(frozen=True)
class GoalRow:
    """One goal of a list. `is_due`: its check-in is due by its owner's day."""

    goal: Goal
    group: str
    owner: str
    figures: GoalFigures
    next_check_in: date | None
    is_due: bool
    may_check_in: bool


@dataclass(frozen=True)
class GoalGroup:
    key: str
    label: str
    rows: tuple[GoalRow, ...]


@dataclass(frozen=True)
class GoalList:
    """Goals in their order, of which only those taken out are reckoned: a page, not all."""

    goals: Sequence[Goal]
    user: User
    now: datetime

    def __len__(self) -> int:
        return len(self.goals)

    def __iter__(self) -> Iterator[GoalRow]:
        return iter(self[:])

    def __getitem__(self, part: slice) -> list[GoalRow]:
        return _rows(self.goals[part], self.user, now=self.now)


def goal_list(user: User, wanted: Wanted, *, now: datetime) -> GoalList | list[GoalRow]:
    """Like `goal_rows`, to be cut into pages. An order by figures has to know those of all."""
    if wanted.status or wanted.order in _BY_FIGURES:
        return goal_rows(user, wanted, now=now)
    places, by = list(GROUPS), _BY_GOAL[wanted.order]
    found = sorted(
        _found(_asked(user, wanted, now)),
        key=lambda goal: (places.index(_group(goal, user)), by(goal), goal.pk),
    )
    return GoalList(found, user, now)


def goal_rows(user: User, wanted: Wanted, *, now: datetime) -> list[GoalRow]:
    """All goals that this user sees and asks for, group by group. A constant number of queries."""
    rows = rows_of(_asked(user, wanted, now), user, now=now)
    if wanted.status:
        asked = None if wanted.status == "none" else wanted.status
        rows = [row for row in rows if row.figures.status == asked]
    places, by = list(GROUPS), _order_of_rows(wanted.order)
    return sorted(rows, key=lambda row: (places.index(row.group), by(row), row.goal.pk))


def rows_of(goals: QuerySet[Goal], user: User, *, now: datetime) -> list[GoalRow]:
    """These goals as rows, in their own order."""
    return _rows(_found(goals), user, now=now)


def grouped(rows: Iterable[GoalRow]) -> list[GoalGroup]:
    """The rows under the headings of their groups; groups without rows are left out."""
    rows = list(rows)
    found = {key: tuple(row for row in rows if row.group == key) for key in GROUPS}
    return [GoalGroup(key, str(GROUPS[key]), found[key]) for key in GROUPS if found[key]]


def check_ins_due(user: User, *, now: datetime) -> list[tuple[Goal, date]]:
    """What this user is asked to say today, longest due first: the goal and since when."""
    mine = Goal.objects.filter(spoken_for_by(user), closed_at__isnull=True)
    mine = mine.exclude(rhythm=Goal.Rhythm.NEVER).select_related("person", "team")
    today = Organisation.current().day_of(now)
    due = []
    for goal in with_last_check_in(mine):
        day = next_of(goal, last=goal.last_check_in)  # type: ignore[attr-defined]
        if day is not None and day <= today:
            due.append((goal, day))
    return sorted(due, key=lambda each: (each[1], each[0].pk))


def whose_choices(user: User, *, now: datetime) -> list[tuple[str, str]]:
    """Whose goals one may ask for: everybody's, one's own, the company's, those of a team."""
    choices = [("", _("Everybody’s")), ("mine", _("Mine")), ("company", _("The company’s"))]
    teams = teams_visible_to(user)
    if user.role == Role.REP:
        today = Organisation.current().day_of(now)
        teams = Team.objects.filter(
            pk__in=Membership.objects.on(today).filter(user=user).values("team")
        )
    return choices + [
        (f"team-{team.pk}", f"{_INDENT * depth}{team.name}") for team, depth in ordered_tree(teams)
    ]


def _asked(user: User, wanted: Wanted, now: datetime) -> QuerySet[Goal]:
    today = Organisation.current().day_of(now)
    return _narrowed(goals_visible_to(user, today=today), user, wanted, today)


def _narrowed(goals: QuerySet[Goal], user: User, wanted: Wanted, today: date) -> QuerySet[Goal]:
    if wanted.state != "all":
        goals = goals.filter(closed_at__isnull=wanted.state == "open")
    if wanted.q:
        goals = goals.filter(
            Q(statement__icontains=wanted.q)
            | Q(person__name__icontains=wanted.q)
            | Q(team__name__icontains=wanted.q)
        )
    if wanted.whose == "mine":
        return goals.filter(person=user)
    if wanted.whose == "company":
        return goals.filter(person__isnull=True, team__isnull=True)
    if wanted.whose:
        return goals.filter(_of_team(int(wanted.whose.removeprefix("team-")), today))
    return goals


def _of_team(team: int, today: date) -> Q:
    """Those of the team and teams below it, and of whoever is in them today."""
    teams = team_ids_below([team])
    members = Membership.objects.on(today).filter(team__in=teams).values("user")
    return Q(team__in=teams) | Q(person__in=members)


def _found(goals: QuerySet[Goal]) -> list[Goal]:
    return list(with_last_check_in(goals).select_related("person", "team", "metric"))


def _rows(found: Sequence[Goal], user: User, *, now: datetime) -> list[GoalRow]:
    figures = figures_of(found, now=now, with_paths=False)
    today = Organisation.current().day_of(now)
    ids = [goal.pk for goal in found]
    steered = set(
        goals_steered_by(user, today=today).filter(pk__in=ids).values_list("pk", flat=True)
    )
    return [_row(goal, user, figures[goal.pk], steered) for goal in found]


def _row(goal: Goal, user: User, figures: GoalFigures, steered: Collection[int]) -> GoalRow:
    day = next_of(goal, last=goal.last_check_in)  # type: ignore[attr-defined]
    return GoalRow(
        goal=goal,
        group=_group(goal, user),
        owner=owner_name(goal),
        figures=figures,
        next_check_in=day,
        is_due=day is not None and day <= figures.today,
        may_check_in=goal.is_open and goal.pk in steered,
    )


def _group(goal: Goal, user: User) -> str:
    if goal.person_id == user.pk:
        return "own"
    return "team" if goal.person_id or goal.team_id else "company"


_WORST_FIRST = {
    status: place for place, status in enumerate(["behind", "at_risk", "on_track", "ahead"])
}
_LAST = date.max


def _by_status(row: GoalRow) -> Sequence[Any]:
    return _WORST_FIRST.get(str(row.figures.status or ""), len(_WORST_FIRST)), row.goal.due_on


def _by_progress(row: GoalRow) -> Sequence[Any]:
    progress = row.figures.progress
    return progress is None, progress or Decimal(0)


def _next_check_in(goal: Goal) -> date:
    return next_of(goal, last=goal.last_check_in) or _LAST  # type: ignore[attr-defined]


_BY_GOAL: dict[str, Callable[[Goal], Any]] = {
    "due": lambda goal: goal.due_on,
    "check_in": _next_check_in,
    "name": lambda goal: goal.statement.casefold(),
}
_BY_FIGURES: dict[str, Callable[[GoalRow], Any]] = {"status": _by_status, "progress": _by_progress}


def _order_of_rows(order: str) -> Callable[[GoalRow], Any]:
    if order in _BY_FIGURES:
        return _BY_FIGURES[order]
    return lambda row: _BY_GOAL[order](row.goal)
