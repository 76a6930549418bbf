"""Everything that the figures of goals are made from, read at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.calendars import WorkCalendar
from accounts.models import Calendar, Organisation, User
from accounts.queries.working_time import (
    WorkingTime,
    calendar_of_team,
    work_calendars,
    working_time_of,
)
from goals.models import CheckIn, Goal, Milestone
from goals.queries.tallies import COMPANY, Found, Owner, owner_of, tallies_by_day
from scorecards.models import Metric

_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Sources:
    """By the goal's id where nothing else is said; `goals` are those asked for and all below."""

    goals: Mapping[int, Goal]
    children: Mapping[int, list[Goal]]
    organisation: Organisation
    people: Mapping[int, User]
    metrics: Mapping[int, Metric]
    out_of: Mapping[int, list[int]]
    milestones: Mapping[int, list[tuple[Decimal, date | None]]]
    reports: Mapping[int, list[tuple[date, Decimal]]]
    working: Mapping[int, WorkingTime]
    calendars: Mapping[Owner, WorkCalendar]
    tallies: Found


def sources_of(asked: Collection[Goal]) -> Sources:
    """What these goals and all below them are made from. A constant number of queries."""
    goals, children = _with_all_below(asked)
    rows = list(goals.values())
    out_of = [*Goal.out_of.through.objects.filter(goal__in=goals).values_list("goal", "metric")]
    metrics = {goal.metric_id for goal in rows if goal.metric_id} | {each for _, each in out_of}
    people = User.objects.in_bulk({goal.person_id for goal in rows if goal.person_id})
    starts = min((goal.starts_on for goal in rows), default=_ANY_DAY)
    ends = max((goal.due_on for goal in rows), default=_ANY_DAY)
    said = CheckIn.objects.filter(goal__in=goals, value__isnull=False).order_by("day", "id")
    owners = {owner_of(goal) for goal in rows}
    return Sources(
        goals=goals,
        children=children,
        organisation=Organisation.current(),
        people=people,
        metrics=Metric.objects.in_bulk(metrics),
        out_of=_by_goal(out_of),
        milestones=_pairs(Milestone.objects.filter(goal__in=goals), "weight", "done_on"),
        reports=_pairs(said, "day", "value"),
        working=working_time_of(people.values(), starts=starts, ends=ends),
        calendars=_calendars(owners, range(starts.year, ends.year + 1)),
        tallies=tallies_by_day(owners, metrics=metrics, starts=starts, ends=ends),
    )


def _with_all_below(asked: Collection[Goal]) -> tuple[dict[int, Goal], dict[int, list[Goal]]]:
    """The goals with everything below them, and who stands right below whom. 2 queries."""
    below: dict[int, list[int]] = defaultdict(list)
    rows = Goal.objects.filter(parent__isnull=False).order_by("pk")
    for child, parent in rows.values_list("pk", "parent_id"):
        below[parent].append(child)
    inside = newest = {goal.pk for goal in asked}
    while newest:
        newest = {child for parent in newest for child in below.get(parent, ())} - inside
        inside = inside | newest
    goals = {goal.pk: goal for goal in asked}
    goals |= Goal.objects.in_bulk(inside - goals.keys())
    known = {parent: found for parent, found in below.items() if parent in goals}
    return goals, {
        parent: [goals[child] for child in found if child in goals]
        for parent, found in known.items()
    }


def _by_goal(rows: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for goal, value in rows:
        found[goal].append(value)
    return found


def _pairs(rows: QuerySet[Any], *fields: str) -> dict[int, list[Any]]:
    return _by_goal((goal, tuple(pair)) for goal, *pair in rows.values_list("goal", *fields))


def _calendars(owners: Collection[Owner], years: range) -> dict[Owner, WorkCalendar]:
    """The calendars that the goals of teams and of the company go by."""
    default = Calendar.default().pk
    calendars, of_team = work_calendars(years=years), calendar_of_team()
    found = {COMPANY: calendars[default]}
    for kind, pk in owners:
        if kind == "team":
            found[kind, pk] = calendars[of_team.get(pk) or default]
    return found
