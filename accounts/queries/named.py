"""Whom and what a program means by an e-mail, an external id or an id."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import Team, User
from accounts.queries.many import among, texts_among

Key = str | int
"""An e-mail or external id is text; an id is a number, or a text of its digits."""

_LARGEST_ID = 2**63 - 1


def people_named(people: QuerySet[User], keys: Collection[Key]) -> dict[Key, User]:
    """Those of the people whom the keys mean, by key (1 query).

    A text that is an external id and also the digits of an id means the external id.
    """
    texts = {key for key in keys if isinstance(key, str)}
    emails = {text.lower() for text in texts if "@" in text}
    meant = Q(pk__in=among(set(_ids(keys)))) | Q(external_id__in=texts_among(texts))
    meant |= Q(lower_email__in=texts_among(emails))
    found = list(people.annotate(lower_email=Lower("email")).filter(meant))
    by_email = {person.email.lower(): person for person in found}
    by_external_id = {person.external_id: person for person in found}
    by_id = {person.pk: person for person in found}

    def person(key: Key) -> User | None:
        named = isinstance(key, str) and (by_email.get(key.lower()) or by_external_id.get(key))
        return named or by_id.get(_number(key) or 0)

    return {key: meant_one for key in keys if (meant_one := person(key))}


def team_named(teams: QuerySet[Team], key: Key) -> Team | None:
    """The team of that external id, or else of that id, among these (1 query)."""
    return teams_named(teams, [key]).get(key)


def teams_named(teams: QuerySet[Team], keys: Collection[Key]) -> dict[Key, Team]:
    """Those of the teams whom the keys mean, by key (1 query)."""
    texts = {key for key in keys if isinstance(key, str)}
    meant = Q(pk__in=set(_ids(keys))) | Q(external_id__in=texts)
    found = list(teams.without_tree_fields().filter(meant))  # type: ignore[attr-defined]
    by_external_id = {team.external_id: team for team in found}
    by_id = {team.pk: team for team in found}

    def team(key: Key) -> Team | None:
        named = by_external_id.get(key) if isinstance(key, str) else None
        return named or by_id.get(_number(key) or 0)

    return {key: meant_one for key in keys if (meant_one := team(key))}


def _ids(keys: Iterable[Key]) -> Iterable[int]:
    for key in keys:
        number = _number(key)
        if number is not None and 0 < number <= _LARGEST_ID:
            yield number


def _number(key: Key) -> int | None:
    if isinstance(key, int):
        return key
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 20 else None
