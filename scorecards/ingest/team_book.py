"""Finds the team that a file means: by external id, by name, or by its path from the top."""

from collections import defaultdict

from accounts.models import Team


class TeamBook:
    """All teams, read once for a whole file; none is ever made."""

    def __init__(self) -> None:
        teams = list(Team.objects.without_tree_fields())
        self._by_external_id = {team.external_id: team for team in teams if team.external_id}
        self._by_place = {(team.parent_id, _plain(team.name)): team for team in teams}
        self._by_name: dict[str, list[Team]] = defaultdict(list)
        for team in teams:
            self._by_name[_plain(team.name)].append(team)

    def find(self, path: tuple[str, ...]) -> Team | str:
        """The team, or why there is none. A single name: that team, wherever it is."""
        last = path[-1]
        if len(path) == 1 and last in self._by_external_id:
            return self._by_external_id[last]
        named = self._by_name.get(_plain(path[0]), [])
        if len(named) > 1:
            named = [team for team in named if team.parent_id is None] if len(path) > 1 else named
        if len(named) > 1:
            return f"several teams are called {path[0]!r}: use external ids, or name those above"
        found = named[0] if named else None
        for name in path[1:]:
            found = found and self._by_place.get((found.pk, _plain(name)))
        return found or f"there is no team {' / '.join(path)!r}"


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
