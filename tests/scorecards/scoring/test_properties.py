"""What holds for any numbers, whichever they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scorecards.scoring.elapsed import elapsed_share
from scorecards.scoring.line_records import line_from_record, line_record
from scorecards.scoring.lines import combined, value_of
from scorecards.scoring.ranks import ranked
from scorecards.scoring.records import (
    Aggregation,
    BenchmarkTerms,
    Direction,
    OverrideTerms,
    ScoredLine,
    ScoredSection,
    Tally,
)
from scorecards.scoring.rounding import settled
from scorecards.scoring.sections import score_section
from scorecards.scoring.targets import target_of
from tests.scorecards.scoring.builders import MONDAY, benchmark, days


def amounts(least: str, most: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=2)


weeks = st.text("Pha-", min_size=7, max_size=7)
quantities = amounts("0", "100000")
weights = amounts("0.01", "1000")
gates = st.none() | amounts("0", "500")
profiles = st.none() | st.lists(amounts("0", "9"), min_size=7, max_size=7).map(tuple)
terms = st.builds(
    replace,
    st.just(benchmark()),
    target=amounts("0", "10000"),
    weight=weights,
    aggregation=st.sampled_from(Aggregation),
    direction=st.sampled_from(Direction),
    start_gate=gates,
    stop_gate=gates,
    weekday_profile=profiles,
    prorated=st.booleans(),
)
tallies = st.builds(
    Tally,
    total=quantities,
    facts=st.integers(0, 50),
    latest=st.none() | quantities,
)
overrides = st.lists(
    st.builds(
        OverrideTerms,
        target=amounts("0", "10000"),
        starts=st.dates(date(2026, 2, 20), date(2026, 3, 12)),
        ends=st.none(),
        label=st.text(max_size=3),
    ),
    max_size=3,
)
daily_facts = st.lists(st.lists(quantities, max_size=4), min_size=1, max_size=10)


def section(
    lines: Sequence[tuple[BenchmarkTerms, Tally]], presence: str = "PPPPP--"
) -> ScoredSection:
    named = [(replace(each, metric=f"metric_{n}"), facts) for n, (each, facts) in enumerate(lines)]
    return score_section(
        benchmarks=[each for each, _ in named],
        tallies={each.metric: facts for each, facts in named},
        shares=days(presence),
        overrides={},
        ramp=(),
        joined_on=None,
    )


def settled_score(found: ScoredSection) -> Decimal | None:
    return None if found.score is None else settled(found.score)


def near(one: Decimal, other: Decimal) -> bool:
    """Equal but for the digits that a division may spoil."""
    return abs(one - other) <= max(abs(one), abs(other), Decimal(1)) * Decimal("1e-20")


def tally_of(quantities: Sequence[Decimal], day: date) -> Tally:
    latest = quantities[-1] if quantities else None
    return Tally(sum(quantities, Decimal(0)), len(quantities), latest, day if quantities else None)


@given(others=st.lists(st.tuples(terms, tallies), max_size=3), one=terms, week=weeks,
       low=quantities, more=quantities)  # fmt: skip
def test_raising_an_actual_never_lowers_a_higher_is_better_score(
    others: list[tuple[BenchmarkTerms, Tally]],
    one: BenchmarkTerms,
    week: str,
    low: Decimal,
    more: Decimal,
) -> None:
    rising = replace(one, aggregation=Aggregation.SUM, direction=Direction.HIGHER)
    if rising.start_gate is not None and rising.stop_gate is not None:
        first, last = sorted([rising.start_gate, rising.stop_gate])
        rising = replace(rising, start_gate=first, stop_gate=last)
    before = section([*others, (rising, Tally(low, 1))], week).score
    after = section([*others, (rising, Tally(low + more, 2))], week).score

    assert (before is None) == (after is None)
    assert before is None or after is None or after >= before


@given(lines=st.lists(st.tuples(terms, tallies), max_size=4), week=weeks, low=tallies,
       more=quantities)  # fmt: skip
def test_raising_an_actual_never_raises_a_lower_is_better_score(
    lines: list[tuple[BenchmarkTerms, Tally]], week: str, low: Tally, more: Decimal
) -> None:
    falling = benchmark(direction=Direction.LOWER, target=50)
    before = section([*lines, (falling, low)], week).score
    after = section([*lines, (falling, replace(low, total=low.total + more))], week).score

    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before


@given(lines=st.lists(st.tuples(terms, tallies), max_size=4), week=weeks, factor=weights)
def test_scaling_all_weights_changes_nothing(
    lines: list[tuple[BenchmarkTerms, Tally]], week: str, factor: Decimal
) -> None:
    scaled = [(replace(each, weight=each.weight * factor), facts) for each, facts in lines]

    before, after = section(lines, week).score, section(scaled, week).score

    assert (before is None) == (after is None)
    assert before is None or after is None or near(before, after)


@given(lines=st.lists(st.tuples(terms, tallies), max_size=4), week=weeks)
def test_the_order_of_lines_does_not_matter(
    lines: list[tuple[BenchmarkTerms, Tally]], week: str
) -> None:
    before, after = section(lines, week).score, section(lines[::-1], week).score

    assert (before is None) == (after is None)
    assert before is None or after is None or near(before, after)


@given(facts=daily_facts, cut=st.integers(0, 10), aggregation=st.sampled_from(Aggregation))
def test_splitting_a_period_adds_up(
    facts: list[list[Decimal]], cut: int, aggregation: Aggregation
) -> None:
    daily = [tally_of(each, MONDAY + timedelta(days=n)) for n, each in enumerate(facts)]
    parts = [combined(daily[:cut]), combined(daily[cut:])]

    assert combined(parts) == combined(daily)
    assert value_of(combined(parts), aggregation) == value_of(combined(daily), aggregation)


@given(facts=daily_facts, seed=st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(facts: list[list[Decimal]], seed: object) -> None:
    daily = [tally_of(each, MONDAY + timedelta(days=n)) for n, each in enumerate(facts)]
    shuffled = daily.copy()
    getattr(seed, "shuffle")(shuffled)  # noqa: B009 – Hypothesis gives no type for it

    assert combined(shuffled) == combined(daily)


@given(one=terms, week=weeks, changes=overrides)
def test_parts_add_up_to_the_target(
    one: BenchmarkTerms, week: str, changes: list[OverrideTerms]
) -> None:
    found = target_of(
        terms=one, shares=days(week), overrides=changes, ramp=(Decimal("0.3"),), joined_on=MONDAY
    )

    total = sum((part.amount * part.share for part in found.parts), Decimal(0))
    assert near(total, found.target)


@given(one=terms, week=weeks, changes=overrides)
def test_time_off_never_raises_a_target(
    one: BenchmarkTerms, week: str, changes: list[OverrideTerms]
) -> None:
    volume = replace(one, aggregation=Aggregation.SUM)
    found = target_of(terms=volume, shares=days(week), overrides=changes, ramp=(), joined_on=None)

    assert 0 <= found.target <= found.full_target


@given(target=amounts("0.01", "1000000"), week=weeks, cut=st.integers(0, 7), profile=profiles)
def test_the_targets_of_two_parts_of_a_week_add_up(
    target: Decimal, week: str, cut: int, profile: tuple[Decimal, ...] | None
) -> None:
    """Absent from one part and present in the other, both ways round, owes the whole."""
    one = replace(benchmark(target=target), weekday_profile=profile)
    shares = days(week)
    first = [replace(share, present=Decimal(0)) if n >= cut else share
             for n, share in enumerate(shares)]  # fmt: skip
    last = [replace(share, present=Decimal(0)) if n < cut else share
            for n, share in enumerate(shares)]  # fmt: skip
    whole, early, late = (
        target_of(terms=one, shares=each, overrides=(), ramp=(), joined_on=None).target
        for each in (shares, first, last)
    )

    assert near(early + late, whole)


@given(one=terms, facts=tallies, week=weeks)
def test_any_line_comes_back_from_its_record(one: BenchmarkTerms, facts: Tally, week: str) -> None:
    line: ScoredLine = section([(one, facts)], week).lines[0]

    assert line_from_record(line_record(line)) == line


@given(week=weeks, day=st.integers(-2, 9), gone=amounts("0", "1"), profile=profiles)
def test_the_elapsed_share_only_grows(
    week: str, day: int, gone: Decimal, profile: tuple[Decimal, ...] | None
) -> None:
    presence = tuple(share.present for share in days(week))
    shares = [
        elapsed_share(
            presence=presence,
            starts=MONDAY,
            today=MONDAY + timedelta(days=day),
            gone_today=part,
            profile=profile,
        )
        for part in (Decimal(0), gone, Decimal(1))
    ]

    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@given(scores=st.dictionaries(st.integers(), st.none() | amounts("0", "9"), max_size=12))
def test_a_place_is_one_more_than_the_number_of_better_scores(
    scores: dict[int, Decimal | None],
) -> None:
    known = {key: score for key, score in scores.items() if score is not None}

    assert ranked(scores) == {
        key: 1 + sum(1 for other in known.values() if other > score) for key, score in known.items()
    }


@given(scores=st.dictionaries(st.integers(), amounts("0", "9"), max_size=12), factor=weights)
def test_places_do_not_depend_on_the_scale(scores: dict[int, Decimal], factor: Decimal) -> None:
    assert ranked({key: score * factor for key, score in scores.items()}) == ranked(scores)
