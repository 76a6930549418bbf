"""Finds the person that a file means: by e-mail, external id or name."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.models import Role, User
from scorecards.parsing.mapping import RepBy

NO_ADDRESS = "import.invalid"
"""The domain of people whose file gives no e-mail: nothing is ever delivered there."""


class PeopleBook:
    """Everybody, by every key; read once for a whole file."""

    def __init__(self, people: Iterable[User]) -> None:
        self._by_email: dict[str, User] = {}
        self._by_external_id: dict[str, User] = {}
        self._by_name: dict[str, list[User]] = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person: User) -> None:
        self._by_email[person.email.lower()] = person
        if person.external_id:
            self._by_external_id[person.external_id] = person
        self._by_name[_plain(person.name)].append(person)

    def find(self, key: str, by: RepBy) -> User | None:
        """None when nobody fits, or more than one person: see `reason`."""
        if by in ("any", "email") and (found := self._by_email.get(key.lower())):
            return found
        if by in ("any", "external_id") and (found := self._by_external_id.get(key)):
            return found
        named = self._by_name.get(_plain(key), []) if by in ("any", "name") else []
        return named[0] if len(named) == 1 else None

    def is_shared(self, name: str) -> bool:
        return len(self._by_name.get(_plain(name), [])) > 1

    def reason(self, key: str, by: RepBy) -> str:
        """Why `find` found nobody."""
        if by in ("any", "name") and self.is_shared(key):
            return f"several people are called {key!r}: use e-mails or external ids"
        words = {"any": "e-mail, external id or name", "external_id": "external id"}
        return f"nobody has the {words.get(by, by)} {key!r}"

    def newcomer(self, *, name: str, email: str = "", external_id: str = "") -> User:
        """A person not yet stored, known to this book from now on. They cannot log in until
        somebody invites them."""
        person = User(
            name=name[:120],
            email=email or self._free_address(name),
            external_id=external_id or None,
            role=Role.REP,
            password=make_password(None),
        )
        self.add(person)
        return person

    def newcomer_for(self, key: str, by: RepBy) -> User:
        """A person made from nothing but the key that a row names them by."""
        if "@" in key and by in ("any", "email"):
            return self.newcomer(name=key.partition("@")[0], email=key.lower())
        return self.newcomer(name=key, external_id=key if by == "external_id" else "")

    def _free_address(self, name: str) -> str:
        stem = slugify(name)[:60] or "person"
        address, number = f"{stem}@{NO_ADDRESS}", 1
        while address in self._by_email:
            number += 1
            address = f"{stem}-{number}@{NO_ADDRESS}"
        return address


def is_new(person: User) -> bool:
    """Made by a book and not stored yet."""
    return person._state.adding


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
