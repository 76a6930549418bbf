"""What the tests of quota sheets share: short ways to owe, and to read a sheet."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from django.test import Client

from accounts.models import Team, User
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.models import Metric, QuotaChange
from scorecards.periods import Period, PeriodKind
from scorecards.queries.quotas.book import Sheet
from tests.factories import MetricFactory

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
YEAR = Period(PeriodKind.YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31))
MONTHS = [date(2026, number, 1) for number in range(1, 13)]


def revenue() -> Metric:
    return MetricFactory(slug="revenue")


def sheet_of(team: Team | None) -> Sheet:
    return Sheet(team, revenue(), YEAR)


def address(team: Team | None, page: str = "") -> str:
    return f"/setup/quotas/revenue/2026/{team.pk if team else 'top'}/{page}"


def owed(owner: User | Team, amounts: Sequence[object], *, ramp: Sequence[Decimal] = ()) -> None:
    """Published amounts of the first months of 2026."""
    kind = "rep" if isinstance(owner, User) else "team"
    publish_quotas(
        metric=revenue(),
        amounts=[
            MonthAmount((kind, owner.pk), month, None if amount is None else Decimal(str(amount)))
            for month, amount in zip(MONTHS, amounts, strict=False)
        ],
        starts_on=None,
        origin=QuotaChange.Origin.SHEET,
        by=None,
        now=NOW,
        ramp=ramp,
    )


def stamp_in(client: Client, team: Team | None) -> str:
    shown = client.get(address(team)).content.decode()
    found = re.search(r'name="stamp" value="(\w+)"', shown)
    assert found
    return found[1]


def sent(
    client: Client, team: Team | None, cells: Mapping[str, list[str]], **other: str
) -> dict[str, str]:
    """What a script sends: the cells as one field."""
    filled = {row: [*texts, *[""] * (12 - len(texts))] for row, texts in cells.items()}
    chosen = {"spread": "equal", "ramp": "", "growth": "", "do": "save"}
    stamp = {"stamp": stamp_in(client, team)}
    return {**chosen, **stamp, "cells": json.dumps(filled), **other}


def values(shown: str, row: str) -> list[str]:
    """The twelve months of a row as the page shows them; None for those set elsewhere."""
    found = dict(re.findall(rf'id="{row}\.(\d+)" name="[^"]+" value="([^"]*)"', shown))
    return [found.get(str(place), "·") for place in range(12)]
