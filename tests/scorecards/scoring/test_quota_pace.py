"""Pace of lines that follow quotas: weighted by how they fall on the days (rules 16 to 18, 22)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from scorecards.scoring.line_records import line_from_record, line_record
from scorecards.scoring.pace import Pace, line_pace
from scorecards.scoring.parts import part_of_section
from scorecards.scoring.quotas import Owing, QuotaTerms, by_month
from scorecards.scoring.records import ScoredLine, ScoredSection
from scorecards.scoring.rounding import settled
from scorecards.scoring.sections import score_section
from tests.scorecards.scoring.builders import Number, tally
from tests.scorecards.scoring.quota_builders import (
    APRIL,
    ENDS,
    MARCH,
    MAY,
    MONTH_DAYS,
    following,
    quota,
    shares,
)


def test_a_quarter_expects_each_month_by_its_own_quota() -> None:
    line = _line(quota(10), quota(20, APRIL), quota(70, MAY), actual=30)

    found = _pace(line, today=MAY)
    assert (found.expected, found.pace, found.elapsed) == (30, 1, Decimal("0.3"))
    assert found.projection == 100
    assert found.needed_per_day is not None
    assert found.needed_per_day.per_day == Decimal(70) / 21


def test_at_the_end_all_of_it_is_expected() -> None:
    line = _line(quota(10), quota(20, APRIL), quota(70, MAY), actual=30)

    assert _pace(line, today=date(2026, 6, 1)).expected == 100


def test_a_month_of_one_quota_elapses_evenly() -> None:
    line = _line(quota(2200), ends=ENDS[MARCH], actual=0)

    assert _pace(line, today=date(2026, 3, 16), ends=ENDS[MARCH]).expected == 1000


def test_an_old_record_without_a_spread_still_reads() -> None:
    line = _line(quota(10), quota(20, APRIL), quota(70, MAY), actual=30)
    record = line_record(line)

    assert line_from_record(record) == line
    del record["spread"]
    assert line_from_record(record) == replace(line, spread=())
    assert "spread" not in line_record(_line(actual=30))


def test_rule_22_who_moved_owes_each_team_what_its_days_owe() -> None:
    """April and May in another team: 90 of 100."""
    quotas = [quota(10), quota(20, APRIL), quota(70, MAY)]
    section = _section(*quotas)
    found = part_of_section(
        section,
        starts=MARCH,
        days=[(APRIL, ENDS[MAY])],
        last_day=ENDS[MAY],
        tallies={"calls": tally(45)},
    )

    (line,) = found.lines
    assert line.attainment is not None
    assert (settled(line.target), settled(line.attainment)) == (90, Decimal("0.5"))


def _section(*quotas: QuotaTerms, ends: date = ENDS[MAY], actual: Number = 0) -> ScoredSection:
    return score_section(
        benchmarks=[following()],
        tallies={"calls": tally(actual)},
        shares=shares(MARCH, ends),
        overrides={},
        ramp=(),
        joined_on=None,
        owing=Owing({"calls": by_month(quotas)}, MONTH_DAYS),
    )


def _line(*quotas: QuotaTerms, ends: date = ENDS[MAY], actual: Number = 0) -> ScoredLine:
    return _section(*quotas, ends=ends, actual=actual).lines[0]


def _pace(line: ScoredLine, *, today: date, ends: date = ENDS[MAY]) -> Pace:
    found = line_pace(
        line,
        presence=[share.present for share in shares(MARCH, ends)],
        starts=MARCH,
        today=today,
        gone_today=Decimal(0),
    )
    return replace(
        found,
        expected=found.expected and settled(found.expected),
        pace=found.pace and settled(found.pace),
        elapsed=settled(found.elapsed),
        projection=found.projection and settled(found.projection),
    )
