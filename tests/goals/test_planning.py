"""Working backwards: chains, refusals, savings, spreads, capacity and tracking (rule 35)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.calendars import Absence, CalendarSpan, WorkCalendar, day_shares
from goals.planning.capacity import Ability, Block, Verdict, ability, capacity, median
from goals.planning.chain import (
    AMOUNT,
    DEAL_SIZE,
    Assumptions,
    Reason,
    Stage,
    Trouble,
    amount_of,
    days_for_one,
    needed,
    required_upstream,
    troubles,
    whole_up,
)
from goals.planning.days import WorkDays, common_days, month_work, presence
from goals.planning.sensitivity import savings
from goals.planning.spread import Workforce, by_month, lengths, workforce
from goals.planning.tracking import deviations, progress_of
from scorecards.scoring.pace import Status
from scorecards.scoring.rounding import half_up, settled

D = Decimal
ONE_IN_FOUR = D("0.25")


def plan(*rates: object, amount: object = 5_000_000, deal_size: object = 100_000) -> Assumptions:
    slugs = ("deals_won", "opportunities_created", "meetings_held", "calls")
    stages = [Stage(slugs[0])]
    for slug, rate in zip(slugs[1:], rates, strict=False):
        stages.append(Stage(slug, None if rate is None else D(str(rate))))
    return Assumptions(D(str(amount)), D(str(deal_size)), tuple(stages))


# ── The chain ───────────────────────────────────────────────────────────────


def test_five_million_at_a_hundred_thousand_and_a_quarter_won_is_50_deals_and_200_chances() -> None:
    assert needed(plan("0.25")) == (D(50), D(200))


def test_every_stage_above_takes_its_own_share() -> None:
    assert needed(plan("0.25", "0.4", "0.05")) == (D(50), D(200), D(500), D(10_000))


def test_an_unknown_rate_leaves_the_stages_above_it_unknown() -> None:
    assert needed(plan("0.25", None, "0.05")) == (D(50), D(200), None, None)


def test_thirds_are_not_spoilt_by_dividing_twice() -> None:
    third = D("0.3")
    assert needed(plan(third, third, amount=9, deal_size=1))[2] == D(100)


def test_published_chains_come_out() -> None:
    assert required_upstream(D(14), [D("0.4")]) == D(35)
    assert required_upstream(D(14), [D("0.4"), D("0.5"), D("0.35"), D("0.1")]) == D(2000)
    assert required_upstream(D(6), [D("0.1"), D("0.15")]) == D(400)


def test_of_nothing_comes_nothing() -> None:
    with pytest.raises(ValueError, match="above 0"):
        required_upstream(D(14), [D("0.4"), D(0)])


def test_from_a_stage_up_the_amount_follows() -> None:
    assert amount_of(plan("0.25"), metric="opportunities_created", number=D(238)) == D(5_950_000)
    assert amount_of(plan("0.25"), metric="deals_won", number=D(40)) == D(4_000_000)
    assert amount_of(plan(None), metric="opportunities_created", number=D(238)) is None


rates = st.decimals(D("0.0001"), D(1), places=4)
amounts = st.decimals(D(1), D("1e9"), places=2)


@settings(deadline=None)
@given(amounts, st.decimals(D("0.01"), D("1e6"), places=2), st.lists(rates, max_size=3))
def test_the_chain_multiplies_back(amount: Decimal, size: Decimal, chain: list[Decimal]) -> None:
    assumed = plan(*chain, amount=amount, deal_size=size)
    numbers = needed(assumed)
    for stage, number in zip(assumed.stages, numbers, strict=True):
        assert number is not None
        back = amount_of(assumed, metric=stage.metric, number=number)
        assert back is not None
        assert settled(back) == settled(amount)


@settings(deadline=None)
@given(amounts, st.lists(rates, min_size=1, max_size=3), st.integers(0, 2), rates)
def test_raising_a_rate_never_raises_what_is_needed(
    amount: Decimal, chain: list[Decimal], which: int, raised_to: Decimal
) -> None:
    assumed = plan(*chain, amount=amount)
    stage = assumed.stages[1:][which % len(chain)]
    assert stage.rate is not None
    better = assumed.with_rate(stage.metric, max(stage.rate, raised_to))
    for before, after in zip(needed(assumed), needed(better), strict=True):
        assert before is not None
        assert after is not None
        assert after <= before


# ── What is refused ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("assumed", "trouble"),
    [
        (plan("0.25", amount=0), Trouble(AMOUNT, Reason.NO_AMOUNT)),
        (plan("0.25", amount=-1), Trouble(AMOUNT, Reason.NO_AMOUNT)),
        (plan("0.25", deal_size=0), Trouble(DEAL_SIZE, Reason.NO_DEAL_SIZE)),
        (plan("0.25", deal_size=-5), Trouble(DEAL_SIZE, Reason.NO_DEAL_SIZE)),
        (plan("0"), Trouble("opportunities_created", Reason.NOTHING_COMES)),
        (plan("1.01"), Trouble("opportunities_created", Reason.MORE_THAN_ALL)),
        (plan("0.25", "1.2"), Trouble("meetings_held", Reason.MORE_THAN_ONE)),
        (Assumptions(D(1), D(1), ()), Trouble(AMOUNT, Reason.NO_STAGES)),
    ],
)
def test_what_is_impossible_is_refused_with_a_reason(
    assumed: Assumptions, trouble: Trouble
) -> None:
    assert troubles(assumed) == (trouble,)


def test_all_of_them_and_an_unknown_rate_are_no_trouble() -> None:
    assert troubles(plan(1, None)) == ()


def test_several_of_one_must_be_said_and_never_of_what_is_always_a_part() -> None:
    several = Stage("meetings_held", D("1.2"), several=True)
    chain = (Stage("deals_won"), Stage("opportunities_created", ONE_IN_FOUR), several)
    assert troubles(Assumptions(D(1), D(1), chain)) == ()
    won = (Stage("deals_won"), Stage("opportunities_created", D("1.2"), several=True))
    assert troubles(Assumptions(D(1), D(1), won))[0].reason == Reason.MORE_THAN_ALL


# ── Rounding up, only for display ───────────────────────────────────────────


def test_whole_things_are_rounded_up_and_wholes_stay() -> None:
    assert whole_up(D("28.01")) == D(29)
    assert whole_up(D(1) / 3 * 3 * 10) == D(10)
    assert whole_up(D(29)) == D(29)


def test_less_than_one_a_day_is_one_in_so_many_days() -> None:
    assert days_for_one(D("0.26")) == D(3)
    assert days_for_one(D("0.25")) == D(4)
    assert days_for_one(D("0.6")) is None
    assert days_for_one(D(1)) is None
    assert days_for_one(D(0)) is None


# ── Sensitivity ─────────────────────────────────────────────────────────────


def test_the_conversion_that_saves_most_stands_first() -> None:
    found = savings(plan("0.25", "0.4", "0.05"))
    assert [saving.metric for saving in found] == [
        "calls",
        "opportunities_created",
        "meetings_held",
    ]
    assert half_up(found[0].saved or D(0), places=2) == D("1666.67")
    assert (found[0].rate, found[0].raised) == (D("0.05"), D("0.06"))
    assert half_up(found[0].share or D(0), places=4) == D("0.1667")


def test_a_rate_that_is_all_there_can_be_saves_nothing_that_is_known() -> None:
    assert [saving.saved for saving in savings(plan("0.995"))] == [None]


def test_no_saving_is_known_below_an_unknown_rate() -> None:
    assert [saving.saved for saving in savings(plan("0.25", None))] == [None, None]


# ── Days, ramps and lengths ─────────────────────────────────────────────────

WEEKDAYS = WorkCalendar(frozenset(range(5)), frozenset({date(2026, 1, 1)}))
FOUR_DAYS = WorkCalendar(frozenset(range(4)), frozenset())
RAMP = (D(0), D("0.5"))


def test_days_are_counted_as_scores_count_them() -> None:
    starts, ends = date(2026, 1, 1), date(2026, 3, 31)
    spans = (
        CalendarSpan(date(2025, 1, 1), date(2026, 2, 10), WEEKDAYS),
        CalendarSpan(date(2026, 2, 11), None, FOUR_DAYS),
    )
    off = [Absence(date(2026, 1, 30), date(2026, 2, 3), D("0.5"))]
    shares = day_shares(
        starts=starts, ends=ends, spans=spans, absences=off,
        employed_from=date(2026, 1, 12), employed_to=date(2026, 3, 20),
    )  # fmt: skip
    stretch = (date(2026, 1, 12), date(2026, 3, 20))
    worked = WorkDays(starts=starts, ends=ends).worked(spans)
    assert worked == [share.day for share in shares if share.working]
    assert presence(worked, stretches=[stretch], absences=off) == [
        (share.day, share.present)
        for share in shares
        if share.working and stretch[0] <= share.day <= stretch[1]
    ]


def test_a_newcomer_counts_by_the_ramp_from_the_joining_day() -> None:
    days = WorkDays(starts=date(2026, 1, 1), ends=date(2026, 3, 31)).of(WEEKDAYS)
    present = presence(days, stretches=[(date(2026, 1, 12), date(2026, 3, 31))], absences=[])
    work = month_work(days, present, joined_on=date(2026, 1, 12), ramp=RAMP)
    assert [(each.month.month, each.working, each.present, each.full) for each in work] == [
        (1, D(21), D(15), D(0)),
        (2, D(20), D(20), D(6)),  # half from the 12th on: 12 days
        (3, D(22), D(22), D(18)),  # 8 days at half, 14 whole ones
    ]


def test_common_days_are_cut_at_both_ends() -> None:
    stays = [(date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 3, 1), date(2026, 3, 31))]
    other = (date(2026, 1, 20), date(2026, 3, 5))
    assert list(common_days(stays, other)) == [
        (date(2026, 1, 20), date(2026, 1, 31)),
        (date(2026, 3, 1), date(2026, 3, 5)),
    ]


def two_reps() -> Workforce:
    days = WorkDays(starts=date(2026, 1, 1), ends=date(2026, 2, 28)).of(FOUR_DAYS)
    always = presence(days, stretches=[(date(2026, 1, 1), date(2026, 2, 28))], absences=[])
    new = presence(days, stretches=[(date(2026, 2, 1), date(2026, 2, 28))], absences=[])
    known = month_work(days, always, joined_on=None, ramp=RAMP)
    newcomer = month_work(days, new, joined_on=date(2026, 2, 1), ramp=(D("0.5"),))
    return workforce([(D(len(days)), known), (D(len(days)), newcomer)])


def test_every_length_comes_from_the_same_whole() -> None:
    work = two_reps()
    assert (work.reps, work.days, work.full) == (2, D(33), D(17 + 16 + 8))
    found = lengths(D(660), months=2, work=work)
    assert (found.year, found.quarter, found.month) == (D(3960), D(990), D(330))
    assert found.working_day == D(20)
    assert found.rep_day == D(660) / 41
    assert found.rep == D(660) * 33 / 41


def test_the_months_total_the_whole() -> None:
    work = two_reps()
    parts = by_month(D(410), months=[date(2026, 1, 1), date(2026, 2, 1)], work=work)
    assert parts == [D(170), D(240)]


def test_without_people_there_is_no_number_per_rep() -> None:
    found = lengths(D(100), months=12, work=workforce([]))
    assert (found.whole, found.working_day, found.rep, found.rep_day) == (D(100), None, None, None)
    assert by_month(D(100), months=[date(2026, 1, 1)], work=workforce([])) == [None]


# ── Capacity ────────────────────────────────────────────────────────────────


def blocks(*done: int, days: int = 20) -> list[Block]:
    return [Block(D(each), D(days)) for each in done]


def test_what_one_can_do_is_the_best_four_weeks_that_prove_something() -> None:
    assert ability([*blocks(400, 600), Block(D(300), D(5))]) == Ability(best=D(30), usual=D(25))
    assert ability([Block(D(300), D(5))]) == Ability(best=None, usual=None)


@pytest.mark.parametrize(
    ("wanted", "verdict", "able"),
    [(D(20), Verdict.USUAL, 2), (D("20.1"), Verdict.STRETCH, 1), (D(30), Verdict.STRETCH, 1),
     (D("30.1"), Verdict.NEVER, 0)],
)  # fmt: skip
def test_the_verdict_is_by_the_best_and_the_median(
    wanted: Decimal, verdict: Verdict, able: int
) -> None:
    known = {1: ability(blocks(600)), 2: ability(blocks(400)), 3: ability(blocks(200))}
    found = capacity("calls", wanted, known)
    assert (found.best, found.median, found.known) == (D(30), D(20), 3)
    assert (found.verdict, found.able) == (verdict, able)


def test_what_nobody_ever_did_or_logged_proves_nothing() -> None:
    assert capacity("calls", D(5), {1: ability(blocks(0))}).verdict is None
    assert capacity("calls", D(5), {}).verdict is None


def test_of_an_even_number_the_middle_is_a_mean() -> None:
    assert median([D(1), D(4), D(2), D(3)]) == D("2.5")
    with pytest.raises(ValueError, match="no middle one"):
        median([])


# ── Tracking ────────────────────────────────────────────────────────────────


def test_a_lower_win_rate_says_how_many_more_are_needed() -> None:
    """The brief's words: 25 % won assumed, 21 % so far: 38 more opportunities."""
    so_far = {"deals_won": D(21), "opportunities_created": D(100)}
    _size, won = deviations(plan("0.25"), so_far, money=D(2_100_000))
    assert (won.assumed, won.actual, won.sample) == (ONE_IN_FOUR, D("0.21"), D(100))
    assert won.more is not None
    assert half_up(won.more, places=0) == D(38)


def test_smaller_deals_need_more_deals() -> None:
    so_far = {"deals_won": D(10), "opportunities_created": D(0)}
    size, won = deviations(plan("0.25"), so_far, money=D(800_000))
    assert (size.actual, size.more) == (D(80_000), D("12.5"))
    assert (won.actual, won.more) == (None, None)


def test_progress_is_held_against_the_elapsed_share() -> None:
    found = progress_of("calls", D(1000), D(190), elapsed=D("0.25"))
    assert (found.expected, found.gap, found.status) == (D(250), D(-60), Status.BEHIND)
    assert progress_of("calls", None, D(190), elapsed=D("0.25")).status is None
    assert progress_of("calls", D(1000), D(0), elapsed=D(0)).status is None


def test_a_day_is_a_day() -> None:
    assert WorkDays(starts=date(2026, 3, 2), ends=date(2026, 3, 2) + timedelta(days=6)).of(
        FOUR_DAYS
    ) == [date(2026, 3, 2) + timedelta(days=n) for n in range(4)]
