"""Whose goal it may be, as one choice: "person:7", "team:3" or "company"."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.queries.teams import ordered_tree
from goals.access import goal_people, goal_teams, may_make_company_goals
from goals.models import Goal
from goals.queries.goal_terms import GoalTerms

COMPANY = "company"
LONGEST_ID = 18


class Owners:
    """For whom this user may make goals, and whose the goal that is edited is already."""

    def __init__(self, user: User, *, today: date, goal: Goal | None) -> None:
        self._user = user
        self._company = may_make_company_goals(user)
        present = User.objects.employed_on(today).values("pk")
        people = Q(pk__in=goal_people(user, today=today).values("pk")) & Q(pk__in=present)
        teams = Q(pk__in=goal_teams(user).values("pk"))
        if goal:
            people |= Q(pk=goal.person_id)
            teams |= Q(pk=goal.team_id)
            self._company |= goal.person_id is None and goal.team_id is None
        self._people = {each.pk: each for each in User.objects.filter(people).order_by("name")}
        self._teams = ordered_tree(Team.objects.without_tree_fields().filter(teams))

    def choices(self) -> Iterable[tuple[Any, Any]]:
        """Oneself, the company, teams as a tree, people by name."""
        if self._user.pk in self._people:
            yield _value("person", self._user.pk), _("Me")
        if self._company:
            yield COMPANY, _("The company")
        if self._teams:
            yield _("Teams"), [(_value("team", team.pk), _name(team, n)) for team, n in self._teams]
        others = [each for pk, each in self._people.items() if pk != self._user.pk]
        if others:
            yield _("People"), [(_value("person", each.pk), each.name) for each in others]

    def found(self, value: str) -> tuple[User | None, Team | None]:
        """The person or team that was chosen; neither for the company."""
        kind, _colon, key = value.partition(":")
        number = int(key) if key.isdecimal() and len(key) <= LONGEST_ID else 0
        if kind == "person":
            return self._people.get(number), None
        return None, next((team for team, _n in self._teams if team.pk == number), None)


def owner_value(terms: GoalTerms) -> str:
    if terms.person:
        return _value("person", terms.person.pk)
    return _value("team", terms.team.pk) if terms.team else COMPANY


def _value(kind: str, pk: int) -> str:
    return f"{kind}:{pk}"


def _name(team: Team, depth: int) -> str:
    return "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * depth + team.name
