"""Fields that several forms of the setup share."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from accounts.queries.teams import ordered_tree

FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2199, 12, 31)


class DayField(forms.DateField):
    """A day, by the browser's own picker; years that only a slip can mean are refused."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, validators=[_in_our_times], **kwargs)


class TeamField(forms.ModelChoiceField):
    """A team, shown where it stands in the tree."""

    def __init__(self, *, queryset: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(queryset=queryset, **kwargs)
        empty = [("", self.empty_label)] if self.empty_label is not None else []
        self.choices = [*empty, *_indented(queryset)]


def time_zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in _time_zones()]


@cache
def _time_zones() -> tuple[str, ...]:
    places = {name for name in available_timezones() if "/" in name or name == "UTC"}
    return tuple(sorted(name for name in places if not name.startswith(("Etc/", "posix", "right"))))


def _indented(teams: QuerySet[Team]) -> Iterable[tuple[int, str]]:
    for team, depth in ordered_tree(teams):
        yield team.pk, "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * depth + team.name


def _in_our_times(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("This year cannot be meant."), code="year")
