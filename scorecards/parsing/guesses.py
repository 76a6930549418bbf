"""A mapping guessed from the header, for files that come without one.

It knows the field names of the API and the column names of the exports of Salesforce, HubSpot,
Pipedrive, Zoho and of the Maven practice set. A guess is only ever about which column is which:
the order of dates, decimal marks and stages that are not known stay questions or refusals.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Dict

from scorecards.parsing.mapping import (
    FIELDS,
    STATUSES,
    Condition,
    FactRule,
    Field,
    Kind,
    Mapping,
    Stages,
    Status,
    with_constants,
)
from scorecards.parsing.mapping_files import check_complete, plain_fact
from scorecards.parsing.period_names import PeriodName, read_period_name

_COLUMNS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "opportunities": {
        "external_id": (
            *("external id", "opportunity id", "id", "deal id", "record id", "hs object id"),
        ),
        "rep": (
            *("rep", "rep email", "sales agent", "sales rep", "owner email", "ownerid", "owner id"),
            *("deal owner", "opportunity owner", "owner", "agent", "hubspot owner id"),
        ),
        "name": ("name", "deal name", "opportunity name", "deal title", "dealname", "product"),
        "account": (
            *("account", "account name", "deal organization", "organization", "company"),
            "associated company",
        ),
        "stage": ("stage", "deal stage", "stagename", "sales stage", "dealstage"),
        "status": ("status", "deal status"),
        "amount": ("amount", "close value", "deal value", "value", "deal amount"),
        "opened_on": (
            *("opened on", "engage date", "createddate", "created date", "create date"),
            *("createdate", "created time", "deal deal created", "deal add time", "created on"),
        ),
        "closed_on": (
            *("closed on", "close date", "closedate", "closing date", "deal deal closed on"),
            *("deal close time", "deal closed on"),
        ),
        "expected_close_on": (
            *("expected close on", "expected close date", "deal expected close date"),
        ),
        "lost_reason": (
            *("lost reason", "deal lost reason", "reason for loss", "closed lost reason"),
        ),
        "lead_source": ("lead source", "leadsource", "original source", "deal source channel"),
    },
    "activities": {
        "rep": ("rep", "rep email", "sales rep", "agent", "owner", "ownerid", "user"),
        "metric": ("metric", "activity", "activity type"),
        "quantity": ("quantity", "count", "amount"),
        "occurred_at": ("occurred at", "date", "day", "activitydate", "activity date", "when"),
        "time": ("time", "time of day"),
        "external_id": ("external id", "activity id", "id"),
        "note": ("note", "notes", "subject", "comment"),
    },
    "people": {
        "name": ("name", "full name", "sales agent", "rep", "agent"),
        "email": ("email", "e mail", "email address", "e mail address", "username"),
        "external_id": ("external id", "user id", "employee id", "id"),
        "role": ("role",),
        "manager": ("manager", "manager name"),
        "job_role": ("job role", "job title", "title"),
        "joined_on": ("joined on", "joined", "start date", "hire date"),
        "left_on": ("left on", "left", "end date"),
        "time_zone": ("time zone", "timezone", "timezonesidkey"),
    },
    "time_off": {
        "rep": ("rep", "rep email", "email", "employee", "person", "name", "sales agent"),
        "starts_on": ("starts on", "start date", "from", "first day", "date", "day"),
        "ends_on": ("ends on", "end date", "to", "until", "last day"),
        "half_days": ("half days", "half day", "half"),
        "reason": ("reason", "type", "leave type"),
    },
    "quotas": {
        "metric": ("metric", "kpi", "measure"),
        "period": ("period", "month", "quarter", "date"),
        "year": ("year", "fiscal year", "fy"),
        "amount": ("amount", "quota", "target", "quota amount", "value"),
        "starts_on": (
            "starts on",
            "in force from",
            "effective from",
            "effective date",
            "valid from",
        ),
    },
}
_OWNERS = (
    *("email", "e mail", "rep email", "email address", "e mail address", "owner email"),
    *("external id", "employee id", "employee number", "user id", "owner id"),
    *("rep", "sales rep", "sales agent", "agent", "owner", "employee", "person", "name"),
)
"""Columns that may name who owes a quota: of several the first one that is filled does."""
_QUOTA_TEAMS = ("team", "team name", "team id", "department")
_TEAMS = (("region", "regional office", "office"), ("team", "team name", "department"))
_STAGES: dict[Status, tuple[str, ...]] = {
    "open": (
        *("open", "new", "prospecting", "engaging", "qualification", "needs analysis"),
        *("value proposition", "id. decision makers", "identify decision makers"),
        *("perception analysis", "proposal/price quote", "negotiation/review"),
        *("appointment scheduled", "qualified to buy", "presentation scheduled"),
        *("decision maker bought-in", "contract sent"),
    ),
    "won": ("won", "closed won", "closed - won"),
    "lost": ("lost", "closed lost", "closed - lost", "closed-lost to competition"),
}
_DELETED = "IsDeleted"


def guess_kind(header: Iterable[str]) -> Kind | None:
    """The kind of which the header holds all needed fields; None when it is none of them."""
    header = tuple(header)
    for kind in _COLUMNS:
        found = _found(header, kind)
        if kind == "opportunities" and {"external_id", "rep", "stage"} <= set(found):
            return kind
        if kind == "activities" and {"rep", "metric", "occurred_at"} <= set(found):
            return kind
        if kind == "time_off" and {"rep", "starts_on", "ends_on"} <= set(found):
            return kind
        if kind == "people" and {"email", "manager", "role"} & set(found):
            return kind
    return None


def guess_mapping(
    header: Iterable[str],
    kind: Kind,
    metrics: Iterable[str] = (),
    constants: Dict[str, str] | None = None,
) -> Mapping:
    """`metrics`: the slugs that a column of an activity sheet may be named after; `constants`:
    fields and what they are where a row does not say it.

    Raises MappingError when the header lacks a column that the kind needs.
    """
    header = tuple(header)
    found = _found(header, kind)
    plain = {name: Field(columns=(column,)) for name, column in found.items()}
    fields = with_constants(plain, constants or {})
    if kind == "quotas":
        return _guessed_quotas(header, fields)
    wide = tuple(_wide(header, metrics)) if kind == "activities" and "metric" not in fields else ()
    mapping = Mapping(
        kind=kind,
        fields=fields,
        team=tuple(_teams(header, fields)) if kind == "people" else (),
        stages=_stages(),
        facts=(*wide, *(plain_fact(fields) if kind == "activities" else ())),
        wide=bool(wide),
        skip=(Condition(_DELETED, frozenset({"1", "true"}), optional=True),),
    )
    check_complete(mapping)
    return mapping


def _guessed_quotas(header: tuple[str, ...], fields: dict[str, Field]) -> Mapping:
    """A column for each month, where there are such, before one amount a row."""
    months = tuple(_months(header))
    if months:
        fields = {name: fields[name] for name in fields if name not in ("period", "amount")}
    plain = {_plain(name): name for name in reversed(header)}
    owners = tuple(plain[name] for name in _OWNERS if name in plain)
    team = next((plain[name] for name in _QUOTA_TEAMS if name in plain), None)
    mapping = Mapping(
        kind="quotas",
        fields={**fields, "rep": Field(columns=owners)} if owners else fields,
        team=(Field(columns=(team,)),) if team else (),
        months=months,
    )
    check_complete(mapping)
    return mapping


def _months(header: tuple[str, ...]) -> Iterable[tuple[PeriodName, str]]:
    """Columns named after a period: "Jan 2026", "Q1", "FY2026" – no bare numbers. Beside months,
    quarters and years are their totals."""
    named = [(read_period_name(column), column) for column in header]
    found = [
        (name, column)
        for name, column in named
        if name and (name.year is not None or not column.isdigit())
    ]
    kinds = {name.kind for name, _ in found}
    finest = next((kind for kind in ("month", "quarter", "year") if kind in kinds), None)
    return [(name, column) for name, column in found if name.kind == finest]


def _found(header: tuple[str, ...], kind: Kind) -> dict[str, str]:
    """Field → the column of the header whose name is the most usual one for it."""
    plain = {_plain(name): name for name in reversed(header)}
    synonyms = _COLUMNS.get(kind, {name: (name,) for name in FIELDS[kind]})
    matches = {
        field: next((plain[name] for name in names if name in plain), None)
        for field, names in synonyms.items()
    }
    return {field: column for field, column in matches.items() if column is not None}


def _wide(header: tuple[str, ...], metrics: Iterable[str]) -> Iterable[FactRule]:
    slugs = {_plain(slug): slug for slug in metrics}
    for column in header:
        if slug := slugs.get(_plain(column)):
            yield FactRule(Field(otherwise=slug), Field(columns=(column,)), optional=True)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()


def _teams(header: tuple[str, ...], fields: dict[str, Field]) -> Iterable[Field]:
    plain = {_plain(name): name for name in reversed(header)}
    levels = [next((plain[n] for n in names if n in plain), None) for names in _TEAMS]
    yield from (Field(columns=(column,)) for column in levels if column)
    if levels[1] is None and "manager" in fields:
        yield Field(template=f"{{{fields['manager'].columns[0]}}}'s team")


def _stages() -> Stages:
    """Known stages keep the spelling of the file."""
    return Stages({name: (status, "") for status in STATUSES for name in _STAGES[status]})
