"""Mapping files: what they can say, and how they are refused."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from scorecards.parsing.mapping import Condition, FactRule, Field, Stages
from scorecards.parsing.mapping_files import load_mapping, read_mapping
from scorecards.parsing.period_names import PeriodName
from scorecards.parsing.rows import FileOptions
from scorecards.parsing.toml_values import MappingError

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLES = sorted((DOCS / "mappings").glob("*.toml"))
EXPLAINED = [
    block
    for block in re.findall(r"```toml\n(.*?)```", (DOCS / "importing.md").read_text(), re.DOTALL)
    if block.startswith("kind")
]
DEALS = 'kind = "opportunities"\n[columns]\nexternal_id = "Id"\nrep = "Owner"\nstage = "Stage"\n'
CALLS = 'kind = "activities"\n[columns]\nrep = "Agent"\noccurred_at = "Day"\n'


def test_everything_a_file_of_deals_may_need() -> None:
    mapping = read_mapping(
        """
        kind = "opportunities"
        source = "crm"
        ignore = ["Notes"]

        [file]
        encoding = "cp1250"
        delimiter = ";"
        header_line = 3
        short_rows = "pad"
        time_zone = "Europe/Berlin"
        dates = "day-first"
        decimal = ","

        [columns]
        external_id = "{Region}-{No}"
        rep = { column = "Owner", by = "email" }
        status = "Status"
        amount = { column = ["Net", "Gross"], decimal = "." }
        closed_on = { column = "Closed", format = "%d/%m/%Y" }
        lead_source = { value = "import" }

        [statuses]
        won = ["Gewonnen", "OK"]
        lost = "Verloren"

        [stages]
        open = ["New"]
        other = "open"
        names = { New = "Fresh" }

        [replace.Owner]
        "A. B." = "a@b.example"

        [[skip]]
        column = "Region"
        in = ["Total", 9]
        """
    )

    assert mapping.source == "crm"
    assert mapping.file == FileOptions(
        "cp1250", ";", None, 3, "pad", "Europe/Berlin", "day-first", ","
    )
    assert mapping.rep_by == "email"
    assert mapping.fields == {
        "external_id": Field(template="{Region}-{No}"),
        "rep": Field(columns=("Owner",)),
        "status": Field(columns=("Status",)),
        "amount": Field(columns=("Net", "Gross"), decimal="."),
        "closed_on": Field(columns=("Closed",), format="%d/%m/%Y"),
        "lead_source": Field(otherwise="import"),
    }
    assert mapping.statuses == {"gewonnen": "won", "ok": "won", "verloren": "lost"}
    assert mapping.stages == Stages({"new": ("open", "Fresh")}, other="open")
    assert mapping.replacements == {"Owner": {"A. B.": "a@b.example"}}
    assert mapping.ignore == {"Notes"}
    assert mapping.skip == (Condition("Region", frozenset({"total", "9"})),)


def test_facts_of_a_call_sheet() -> None:
    mapping = read_mapping(
        CALLS
        + """
        [[facts]]
        metric = "talk_minutes"
        quantity = { column = "Length", duration = "seconds" }
        when = [{ column = "Answered", equals = "Y" }, { column = "Length", not_empty = true }]
        """
    )

    assert mapping.facts == (
        FactRule(
            Field(otherwise="talk_minutes"),
            Field(columns=("Length",), duration="seconds"),
            (Condition("Answered", frozenset({"y"})), Condition("Length", filled=True)),
        ),
    )


def test_one_column_per_metric() -> None:
    mapping = read_mapping(CALLS + '[metrics]\ncalls = "Dials"\n')

    assert mapping.wide
    assert mapping.facts == (
        FactRule(Field(otherwise="calls"), Field(columns=("Dials",)), optional=True),
    )


def test_one_column_per_month() -> None:
    mapping = read_mapping(
        'kind = "quotas"\nscale = 1000\n[columns]\nrep = "Rep"\nmetric = { value = "revenue" }\n'
        '[months]\n2026-01 = "Jan"\n2026-02 = "Feb"\n'
    )

    assert mapping.months == (
        (PeriodName("month", 1, 2026), "Jan"),
        (PeriodName("month", 2, 2026), "Feb"),
    )
    assert mapping.scale == Decimal(1000)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_in_the_documentation_are_valid(path: Path) -> None:
    assert load_mapping(path).source


@pytest.mark.parametrize("text", EXPLAINED)
def test_the_mappings_that_the_documentation_explains_are_valid(text: str) -> None:
    assert read_mapping(text).fields


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("kind = ", "", "not valid TOML"),
        (
            'kind = "deals"',
            "kind",
            "write one of opportunities, activities, people, time_off, quotas",
        ),
        ('knd = "people"', "knd", "did you mean kind?"),
        (DEALS + 'opend_on = "X"', "columns.opend_on", "did you mean opened_on?"),
        (
            DEALS + 'amount = { column = "X", decimals = "." }',
            "columns.amount.decimals",
            "decimal?",
        ),
        (
            DEALS + 'amount = { column = "X", decimal = ";" }',
            "columns.amount.decimal",
            "one of ., ,",
        ),
        (DEALS + "amount = 5", "columns.amount", "write a table"),
        (DEALS + "amount = {}", "columns.amount", "name a column, a template or a value"),
        (DEALS + 'amount = { column = "" }', "columns.amount.column", "text in quotation marks"),
        (DEALS + 'closed_on = { column = "X", format = "y" }', "columns.closed_on.format", "day-f"),
        (DEALS + "[stages]\nwin = []", "stages.win", "did you mean won?"),
        (DEALS + '[stages]\nother = "maybe"', "stages.other", "write one of open, won, lost"),
        (DEALS + '[file]\ntime_zone = "Mars/Base"', "file.time_zone", "is no time zone"),
        (DEALS + "[file]\nheader_line = 0", "file.header_line", "whole number from 1 on"),
        (DEALS + '[file]\ndelimiter = "::"', "file.delimiter", "one character"),
        (DEALS + '[[skip]]\ncolumn = "X"', "skip", "say exactly one of"),
        (DEALS + '[[skip]]\ncolumn = "X"\nempty = false', "skip.empty", "write true"),
        (DEALS + '[[skip]]\ncolumn = "X"\nempty = 1', "skip.empty", "write true or false"),
        ('kind = "opportunities"\n[columns]\nrep = "X"', "columns.external_id", "need external_id"),
        (
            'kind = "opportunities"\n[columns]\nrep = "X"\nexternal_id = "Y"',
            "columns.stage",
            "need stage or status",
        ),
        (CALLS.replace('"Agent"', '{ column = "A", by = "luck" }'), "columns.rep.by", "one of any"),
        (CALLS, "facts", "say which facts a row gives"),
        (CALLS + "[[facts]]\nquantity = 1", "facts 1.metric", "name a metric"),
        (CALLS + '[[facts]]\nmetric = "a"\nquantity = true', "facts 1.quantity", "write a table"),
        ('kind = "people"\n[columns]\nrole = "R"', "columns.name", "need name or email"),
        ('kind = "time_off"\n[columns]\nrep = "R"', "columns.starts_on", "need starts_on"),
        ('kind = "quotas"\nscale = "k"', "scale", "write a number"),
        ('kind = "quotas"\n[columns]\nrep = "R"\nmetric = "M"', "months", "a column for each"),
        ('kind = "quotas"\n[months]\nJanus = "Jan"', "months.Janus", "write the month as 2026-01"),
        (
            'kind = "quotas"\n[columns]\nrep = "R"\nmetric = "M"\n[months]\nMay = "May"',
            "columns.year",
            "say the year of May",
        ),
        (
            'kind = "quotas"\n[columns]\nteam = "T"\nmetric = "M"\namount = "A"',
            "columns.period",
            "amounts need period or year",
        ),
        ('kind = "quotas"\n[columns]\nmetric = "M"', "columns.rep", "quotas need rep or team"),
    ],
)
def test_a_wrong_mapping_is_refused_naming_the_key(text: str, key: str, reason: str) -> None:
    with pytest.raises(MappingError) as refused:
        read_mapping(text)

    assert refused.value.key == key
    assert reason in refused.value.reason


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"none\.toml cannot be read"):
        load_mapping(tmp_path / "none.toml")
