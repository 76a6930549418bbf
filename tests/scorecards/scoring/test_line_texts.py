"""The lines of a score as they are stored: one JSON text, the same as their records."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from scorecards.scoring.line_records import line_record
from scorecards.scoring.records import Aggregation, BenchmarkTerms, Direction, LineState, Tally
from scorecards.scoring.sections import (
    LineTarget,
    SectionTargets,
    lines_text,
    scored_section,
    section_figures,
    section_targets,
)
from scorecards.scoring.targets import target_of
from tests.scorecards.scoring.builders import benchmark, days, tally

WORKED, AWAY = days("PPPPP--"), days("aaaaa--")


def targets_of(*benchmarks: BenchmarkTerms, week: tuple = WORKED) -> SectionTargets:
    lines = [
        LineTarget(
            terms, target_of(terms=terms, shares=week, overrides=(), ramp=(), joined_on=None)
        )
        for terms in benchmarks
    ]
    return section_targets(lines=lines, shares=week)


CASES = {
    "a line that counts": (benchmark(), tally(70, facts=3)),
    "a third": (benchmark(target=3, weight=1), tally("0.1")),
    "nothing done": (benchmark(), Tally(Decimal(0), 0)),
    "before its start gate": (benchmark(start_gate=80), tally(70)),
    "beyond its stop gate": (benchmark(stop_gate=60), tally(70)),
    "less is better": (benchmark(direction=Direction.LOWER), tally(130)),
    "a profile": (benchmark(profile="60 50 50 40 20 0 0"), tally(7)),
    "unknown": (benchmark(aggregation=Aggregation.LATEST), Tally(Decimal(0), 0)),
    "not expected": (benchmark(target=0), tally(5)),
    "words that look like places": (replace(benchmark(), name='50 % of "all" %s'), tally(5)),
}


@pytest.mark.parametrize("case", CASES)
def test_the_text_is_the_record(case: str) -> None:
    terms, done = CASES[case]
    targets = targets_of(terms)
    figures = section_figures(targets, {terms.metric: done})
    lines = scored_section(targets, figures).lines

    assert json.loads(lines_text(targets, figures)) == [line_record(line) for line in lines]


def test_the_text_of_who_was_away_expects_nothing() -> None:
    targets = targets_of(benchmark(), benchmark("connects"), week=AWAY)
    figures = section_figures(targets, {"calls": tally(70)})

    assert [row["state"] for row in json.loads(lines_text(targets, figures))] == [
        LineState.NOT_EXPECTED,
        LineState.NOT_EXPECTED,
    ]
