"""Attainment for programs: reps or teams a page at a time, or everything in one row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import people_visible_to, teams_visible_to
from accounts.models import Organisation, Role, Team, User
from scorecards.models import Quota
from scorecards.queries.attainment.lines import (
    Group,
    Line,
    line_of_group,
    line_of_rep,
    line_of_team,
    with_chances,
)
from scorecards.queries.attainment.people import people_of_teams
from scorecards.queries.attainment.scope import AttainmentChoice, group_of, sums_in
from scorecards.queries.attainment.sums import Asked, TeamKey, sums_of
from scorecards.queries.boards.summaries import team_tree


@dataclass(frozen=True)
class RowsAsked:
    """What a program asks for, and when."""

    viewer: User
    choice: AttainmentChoice
    team: Team | None
    organisation: Organisation
    now: datetime

    @property
    def group(self) -> Group:
        return group_of(self.viewer, self.team, team_tree())


def reps_asked(asked: RowsAsked) -> QuerySet[User, Any]:
    """Reps, and whoever else owes; of a manager or a team those who were there in the span."""
    span, metric = asked.choice.span, asked.choice.metric.metric
    first = span.starts.replace(day=1)
    owing = Quota.objects.filter(rep=OuterRef("pk"), metric=metric).in_months(first, span.ends)
    teams = teams_counted(asked)
    if teams is None:
        people = people_visible_to(asked.viewer, today=asked.organisation.day_of(asked.now))
    else:
        within = {team for team in teams if team is not None}
        people = people_of_teams(within, starts=span.starts, ends=span.ends)
    return people.filter(Q(role=Role.REP) | Exists(owing))


def teams_counted(asked: RowsAsked) -> Collection[TeamKey] | None:
    """Of whose days a rep's row tells; None: all of them."""
    if asked.team is None and asked.viewer.role != Role.MANAGER:
        return None
    return asked.group.teams


def rep_rows(reps: Sequence[User], asked: RowsAsked) -> list[Line]:
    """In the order given."""
    sums = sums_of(
        Asked(
            metric=asked.choice.metric.metric,
            span=asked.choice.span,
            since=asked.choice.span.starts,
            people=User.objects.filter(pk__in=[rep.pk for rep in reps]),
            teams=(),
            everybody=False,
            organisation=asked.organisation,
            now=asked.now,
        ),
        team_tree(),
    )
    teams = teams_counted(asked)
    return with_chances(sums, [line_of_rep(sums, rep, teams) for rep in reps])


def teams_asked(asked: RowsAsked) -> QuerySet[Team, Any]:
    """The teams that the viewer sees; with a team, it and those below it."""
    visible = teams_visible_to(asked.viewer).values("pk")
    teams = Team.objects.without_tree_fields().filter(pk__in=visible)
    if asked.team is None:
        return teams
    return teams.filter(pk__in=team_tree().below(asked.team.pk))


def team_rows(teams: Sequence[Team], asked: RowsAsked) -> list[Line]:
    tree = team_tree()
    inside: frozenset[TeamKey] = frozenset().union(*(tree.below(team.pk) for team in teams))
    sums = sums_in(
        Group(None, (), inside, frozenset()),
        asked.choice,
        tree,
        since=asked.choice.span.starts,
        organisation=asked.organisation,
        now=asked.now,
    )
    return with_chances(sums, [line_of_team(sums, tree.teams[team.pk]) for team in teams])


def whole_rows(asked: RowsAsked) -> list[Line]:
    """Everything the viewer sees, or all of a team, as one row; nothing for a rep."""
    if asked.viewer.role == Role.REP:
        return []
    group = asked.group
    sums = sums_in(
        group,
        asked.choice,
        team_tree(),
        since=asked.choice.span.starts,
        organisation=asked.organisation,
        now=asked.now,
    )
    line = replace(line_of_group(sums, group, asked.organisation.name), team=None)
    return with_chances(sums, [line])
