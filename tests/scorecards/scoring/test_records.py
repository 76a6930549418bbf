"""A line survives being written down as JSON, digit for digit."""

import json
from decimal import Decimal

import pytest

from scorecards.scoring.line_records import line_from_record, line_record
from scorecards.scoring.lines import score_line
from scorecards.scoring.records import (
    NO_FACTS,
    Aggregation,
    BenchmarkTerms,
    Direction,
    ScoredLine,
    Tally,
)
from scorecards.scoring.targets import target_of
from tests.scorecards.scoring.builders import MONDAY, benchmark, days, tally


def line(terms: BenchmarkTerms, facts: Tally = NO_FACTS, presence: str = "aPPPP--") -> ScoredLine:
    target = target_of(
        terms=terms, shares=days(presence), overrides=(), ramp=(Decimal("0.30"),), joined_on=MONDAY
    )
    return score_line(terms=terms, tally=facts, target=target)


@pytest.mark.parametrize(
    "written",
    [
        line(benchmark(target="33.330", weight="1E+1"), tally("7.10", facts=3)),
        line(benchmark(start_gate=90, stop_gate=120, profile="3 2 2 2 1 0 0"), tally(50)),
        line(benchmark(aggregation=Aggregation.AVERAGE, direction=Direction.LOWER)),
        line(benchmark(aggregation=Aggregation.LATEST, prorated=False), tally(1, latest=9)),
        line(benchmark(target=0), presence="-"),
    ],
)
def test_a_line_comes_back_as_it_was(written: ScoredLine) -> None:
    record = json.loads(json.dumps(line_record(written)))
    read = line_from_record(record)

    assert read == written
    assert [str(read.target), str(read.weight)] == [str(written.target), str(written.weight)]


def test_keys_of_a_later_version_are_ignored() -> None:
    written = line(benchmark(), tally(5))

    assert line_from_record(line_record(written) | {"probability": "0.7"}) == written


def test_unknown_stays_unknown() -> None:
    record = line_record(line(benchmark(aggregation=Aggregation.AVERAGE)))

    assert (record["actual"], record["points"], record["state"]) == (None, None, "unknown")
