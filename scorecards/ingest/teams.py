"""The tree of teams, as files name them: from the top down."""

from collections.abc import Iterable

from accounts.models import Team, User


class TeamTree:
    """Finds teams by their path and makes those that are missing."""

    def __init__(self) -> None:
        teams = list(Team.objects.without_tree_fields())
        self._by_place = {(team.parent_id, team.name.casefold()): team for team in teams}

    def team(self, path: tuple[str, ...]) -> Team:
        """A name alone means the one team of that name wherever it is in the tree."""
        named = [team for (_, name), team in self._by_place.items() if name == path[0].casefold()]
        if len(path) == 1 and len(named) == 1:
            return named[0]
        team: Team | None = None
        for name in path:
            team = self._child(team, name)
        if team is None:
            raise ValueError("a path names at least one team")
        return team

    def add_managers(self, pairs: Iterable[tuple[Team, User]]) -> None:
        """(team, manager): those who manage it already stay."""
        link = Team.managers.through
        wanted = {(team.pk, person.pk) for team, person in pairs}
        link.objects.bulk_create(
            [link(team_id=team, user_id=person) for team, person in sorted(wanted)],
            ignore_conflicts=True,
        )

    def _child(self, parent: Team | None, name: str) -> Team:
        place = (parent.pk if parent else None, name.casefold())
        if place not in self._by_place:
            self._by_place[place] = Team.objects.create(name=name, parent=parent)
        return self._by_place[place]
