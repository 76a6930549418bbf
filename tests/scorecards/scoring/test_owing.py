"""What somebody owes by month and team; counting at once agrees with counting by day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import Absence, CalendarSpan, WorkCalendar, day_shares
from scorecards.scoring.attainment import Owed
from scorecards.scoring.day_counts import DayCounts
from scorecards.scoring.owing import Worker, days_left, owed_by_month
from scorecards.scoring.quotas import QuotaTerms
from scorecards.scoring.stays import Stay, without_gaps

D = Decimal
FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)
MARCH, MARCH_31 = date(2026, 3, 1), date(2026, 3, 31)
WEEK = WorkCalendar(frozenset(range(5)), frozenset({date(2026, 3, 17)}))
SHORT = WorkCalendar(frozenset(range(3)), frozenset())
COUNTS = {id(each): DayCounts(each, starts=FIRST, ends=LAST) for each in (WEEK, SHORT)}
days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))


def stay(starts: date, ends: date, team: int, calendar: WorkCalendar = WEEK) -> Stay:
    return Stay(starts, ends, team, COUNTS[id(calendar)])


def worker(*stays: Stay, today: date = MARCH_31, gone: str = "0", **terms: object) -> Worker:
    lived = without_gaps(stays, starts=FIRST, ends=LAST, default=COUNTS[id(WEEK)])
    return Worker(lived, today, D(gone), **terms)  # type: ignore[arg-type]


def quota(amount: str | None, starts: date = MARCH, ramp: tuple[str, ...] = ()) -> QuotaTerms:
    shares = tuple(map(D, ramp))
    return QuotaTerms(MARCH, None if amount is None else D(amount), starts, shares)


def march(*terms: QuotaTerms, of: Worker, lowers: bool = True) -> dict[int | None, Owed]:
    found = owed_by_month(terms, of, starts=MARCH, ends=MARCH_31, lowers=lowers)
    return {team: owed for (team, _), owed in found.items()}


# March 2026 has 22 weekdays; the calendar is closed on Tuesday the 17th: 21.


def test_a_month_is_spread_over_its_working_days() -> None:
    """On Thursday 12 March at half the day 8.5 of 21 days are done."""
    rosa = worker(stay(FIRST, LAST, 1), today=date(2026, 3, 12), gone="0.5")
    assert march(quota("2100"), of=rosa) == {1: Owed(D(2100), D(850))}
    assert days_left(rosa, starts=MARCH, ends=MARCH_31) == {1: D("12.5")}


def test_a_quota_follows_its_owners_days_into_another_team() -> None:
    """To 13 March ten days in team 1, then eleven in team 2."""
    mover = worker(stay(FIRST, date(2026, 3, 13), 1), stay(date(2026, 3, 14), LAST, 2))
    assert march(quota("2100"), of=mover) == {
        1: Owed(D(1000), D(1000)),
        2: Owed(D(1100), D(1000)),
    }


def test_days_in_no_team_owe_all_the_same() -> None:
    left = worker(stay(FIRST, date(2026, 3, 13), 1))
    assert march(quota("2100"), of=left)[None].quota == D(1100)


def test_rule_15_time_off_lowers_a_quota_only_when_it_shall() -> None:
    away = {date(2026, 3, 2): D(1), date(2026, 3, 3): D("0.5"), date(2026, 3, 7): D(1)}
    absent = worker(stay(FIRST, LAST, 1), away=away)
    assert march(quota("2100"), of=absent)[1].quota == D(1950)  # the 7th is a Saturday
    assert march(quota("2100"), of=absent, lowers=False)[1].quota == D(2100)


def test_who_joins_or_leaves_owes_their_days_alone() -> None:
    short = worker(stay(FIRST, LAST, 1), joined_on=date(2026, 3, 9), left_on=date(2026, 3, 20))
    assert march(quota("2100"), of=short)[1].quota == D(900)


def test_rule_30_a_ramp_that_steps_in_the_middle_of_a_month() -> None:
    """Joined on 16 February: to 15 March the first tenure month owes a quarter."""
    newcomer = worker(stay(FIRST, LAST, 1), joined_on=date(2026, 2, 16))
    owed = march(quota("2100", ramp=("0.25", "0.5")), of=newcomer)
    assert owed[1].quota == D(100) * 10 * D("0.25") + D(100) * 11 * D("0.5")


def test_a_month_without_working_days_falls_on_all_of_its_days() -> None:
    closed = WorkCalendar(frozenset(), frozenset())
    counts = DayCounts(closed, starts=FIRST, ends=LAST)
    idle = Worker((Stay(FIRST, LAST, 1, counts),), date(2026, 3, 11), D("0.5"))
    assert march(quota("3100"), of=idle) == {1: Owed(D(3100), D(1050))}


def test_a_cleared_month_is_not_owed_and_a_quota_of_zero_is() -> None:
    rosa = worker(stay(FIRST, LAST, 1))
    assert march(quota("2100"), quota(None), of=rosa) == {}
    assert march(quota("0"), of=rosa) == {1: Owed(D(0), D(0))}


@given(
    moves=st.lists(st.tuples(days, st.integers(0, 40), st.sampled_from((WEEK, SHORT))), max_size=4),
    absences=st.lists(st.tuples(days, st.integers(0, 9), st.sampled_from((D("0.5"), D(1))))),
    employed=st.tuples(st.none() | days, st.none() | days),
)
def test_rule_14_the_days_are_those_counted_one_by_one(
    moves: list[tuple[date, int, WorkCalendar]],
    absences: list[tuple[date, int, Decimal]],
    employed: tuple[date | None, date | None],
) -> None:
    moves = sorted({start: (start, n, c) for start, n, c in moves}.values(), key=lambda m: m[0])
    spans = [CalendarSpan(start, start + timedelta(days=n), c) for start, n, c in moves]
    for number, (earlier, later) in enumerate(pairwise(spans)):
        ends = min(earlier.ends or LAST, later.starts - timedelta(days=1))
        spans[number] = CalendarSpan(earlier.starts, ends, earlier.calendar)
    off = [Absence(start, start + timedelta(days=n), share) for start, n, share in absences]
    shares = day_shares(
        starts=FIRST,
        ends=LAST,
        spans=spans or [CalendarSpan(date.min, None, WEEK)],
        employed_from=employed[0],
        employed_to=employed[1],
        absences=off,
    )
    away: dict[date, Decimal] = {}
    for each in off:
        for n in range((each.ends - each.starts).days + 1):
            day = each.starts + timedelta(days=n)
            away[day] = min(D(1), away.get(day, D(0)) + each.share)
    stays = [stay(s.starts, s.ends or LAST, 1, s.calendar) for s in spans]
    mover = worker(*stays, joined_on=employed[0], left_on=employed[1], away=away)
    for month in (date(2026, 1, 1), date(2026, 2, 1), MARCH, date(2026, 4, 1)):
        ends = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        inside = [share for share in shares if month <= share.day <= ends]
        present = sum((mover.days(*s) for s in mover.stays_between(month, ends)), D(0))
        assert mover.month_days(month) == sum(share.working for share in inside)
        assert present == sum(share.present for share in inside)


@given(
    starts=days,
    today=days,
    amounts=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9_000)), max_size=6),
    length=st.integers(0, 90),
)
def test_the_short_way_for_steady_workers_comes_to_the_same(
    starts: date, today: date, amounts: list[tuple[int, int]], length: int
) -> None:
    """Saturdays off owe nothing, but make every month be looked at stretch by stretch.

    A day away long before has all months looked at by themselves; a ramp of long ago is over.
    """
    ends = min(LAST, starts + timedelta(days=length))
    terms = sorted(
        (QuotaTerms(date(2026, m, 1), D(a), date(2026, m, 1)) for m, a in amounts),
        key=lambda each: each.month,
    )
    within = [t for t in terms if starts.replace(day=1) <= t.month <= ends]
    steady = worker(stay(FIRST, LAST, 1), today=today, gone="0.25")
    saturdays = dict.fromkeys((date(2026, 1, 3), date(2026, 2, 7), date(2026, 3, 7)), D(1))
    saturdays[date(2026, 4, 4)] = D(1)
    long_way = worker(stay(FIRST, LAST, 1), today=today, gone="0.25", away=saturdays)
    once_away = worker(
        stay(FIRST, LAST, 1),
        today=today,
        gone="0.25",
        away={date(2025, 1, 6): D(1)},
        joined_on=date(2024, 1, 31),
    )
    ramped = [replace(each, ramp=(D("0.5"),)) for each in within]
    expected = owed_by_month(within, long_way, starts=starts, ends=ends, lowers=True)
    assert owed_by_month(within, steady, starts=starts, ends=ends, lowers=True) == expected
    assert owed_by_month(ramped, once_away, starts=starts, ends=ends, lowers=True) == expected
