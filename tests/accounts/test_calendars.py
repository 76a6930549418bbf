"""Working days and presence: scoring.md rules 14, 16 and 26, by hand.

The 2nd of March 2026 is a Monday.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.calendars import (
    Absence,
    CalendarSpan,
    DayShare,
    WorkCalendar,
    day_shares,
    local_day,
    public_holidays,
    share_gone,
)

WEEKDAYS = WorkCalendar(weekdays=frozenset(range(5)), closed=frozenset())
SUNDAY_TO_THURSDAY = WorkCalendar(weekdays=frozenset({6, 0, 1, 2, 3}), closed=frozenset())
ALWAYS = (CalendarSpan(starts=date(2020, 1, 1), ends=None, calendar=WEEKDAYS),)


def march(
    starts: int = 2,
    ends: int = 8,
    *,
    spans: Sequence[CalendarSpan] = ALWAYS,
    employed_from: date | None = None,
    employed_to: date | None = None,
    absences: Sequence[Absence] = (),
) -> tuple[DayShare, ...]:
    return day_shares(
        starts=date(2026, 3, starts),
        ends=date(2026, 3, ends),
        spans=spans,
        employed_from=employed_from,
        employed_to=employed_to,
        absences=absences,
    )


def off(starts: int, ends: int, share: str = "1") -> Absence:
    return Absence(date(2026, 3, starts), date(2026, 3, ends), Decimal(share))


def working(shares: Sequence[DayShare]) -> list[Decimal]:
    return [share.working for share in shares]


def present(shares: Sequence[DayShare]) -> list[Decimal]:
    return [share.present for share in shares]


def test_rule_14_a_calendar_knows_its_weekdays_and_closed_days() -> None:
    calendar = WorkCalendar(weekdays=frozenset({0, 5}), closed=frozenset({date(2026, 3, 9)}))

    assert calendar.works(date(2026, 3, 2))
    assert calendar.works(date(2026, 3, 7))
    assert not calendar.works(date(2026, 3, 3))
    assert not calendar.works(date(2026, 3, 9))


def test_rule_14_a_share_for_every_day_both_ends_included() -> None:
    shares = march(2, 8)

    assert [share.day.day for share in shares] == [2, 3, 4, 5, 6, 7, 8]
    assert working(shares) == present(shares) == [1, 1, 1, 1, 1, 0, 0]


def test_rule_14_time_off_leaves_the_working_days() -> None:
    shares = march(absences=[off(3, 4), off(7, 7)])

    assert working(shares) == [1, 1, 1, 1, 1, 0, 0]
    assert present(shares) == [1, 0, 0, 1, 1, 0, 0]


def test_rule_14_half_days() -> None:
    assert present(march(absences=[off(3, 4, "0.5")])) == [
        1,
        Decimal("0.5"),
        Decimal("0.5"),
        1,
        1,
        0,
        0,
    ]


def test_rule_14_absences_of_one_day_add_up_to_at_most_that_day() -> None:
    halves = [off(2, 2, "0.5"), off(2, 3, "0.5"), off(3, 3)]

    assert present(march(2, 4, absences=halves)) == [0, 0, 1]


def test_rule_14_an_absence_may_reach_beyond_the_period() -> None:
    long = Absence(date(2025, 1, 1), date(2026, 3, 3), Decimal(1))

    assert present(march(2, 4, absences=[long])) == [0, 0, 1]


def test_rule_14_days_before_joining_and_after_leaving_are_not_present() -> None:
    shares = march(employed_from=date(2026, 3, 3), employed_to=date(2026, 3, 5))

    assert working(shares) == [1, 1, 1, 1, 1, 0, 0]
    assert present(shares) == [0, 1, 1, 1, 0, 0, 0]


def test_rule_14_a_rep_who_moves_lives_by_the_calendar_of_the_team_of_the_day() -> None:
    spans = [
        CalendarSpan(date(2026, 1, 1), date(2026, 3, 4), WEEKDAYS),
        CalendarSpan(date(2026, 3, 5), None, SUNDAY_TO_THURSDAY),
    ]

    assert working(march(2, 8, spans=spans)) == [1, 1, 1, 1, 0, 0, 1]


def test_rule_14_days_outside_every_span_live_by_the_nearest() -> None:
    spans = [
        CalendarSpan(date(2026, 3, 4), date(2026, 3, 4), WEEKDAYS),
        CalendarSpan(date(2026, 3, 20), date(2026, 3, 21), SUNDAY_TO_THURSDAY),
    ]

    # Friday the 6th by the first calendar, Sunday the 15th by the second; Friday the 27th is off
    assert working(march(6, 6, spans=spans)) == [1]
    assert working(march(15, 15, spans=spans)) == [1]
    assert working(march(27, 27, spans=spans)) == [0]


def test_rule_14_where_spans_overlap_the_later_start_is_in_force() -> None:
    spans = [*ALWAYS, CalendarSpan(date(2026, 3, 1), None, SUNDAY_TO_THURSDAY)]

    assert working(march(6, 8, spans=spans)) == [0, 0, 1]


def test_a_rep_without_a_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one calendar"):
        march(spans=[])


def test_an_empty_range_has_no_days() -> None:
    assert march(5, 4) == ()


def test_rule_14_public_holidays_of_a_country() -> None:
    found = public_holidays(country="DE", region="", years=[2026])

    assert found[date(2026, 10, 3)] == "German Unity Day"
    assert date(2026, 1, 6) not in found


def test_rule_14_public_holidays_of_a_region_over_several_years() -> None:
    found = public_holidays(country="DE", region="BY", years=(2026, 2025))

    assert {date(2025, 1, 6), date(2026, 1, 6)} <= set(found)
    assert list(found) == sorted(found)


@pytest.mark.parametrize(("country", "years"), [("", [2026]), ("DE", [])])
def test_no_country_or_no_year_has_no_holidays(country: str, years: list[int]) -> None:
    assert public_holidays(country=country, region="", years=years) == {}


@pytest.mark.parametrize(
    ("country", "region", "named"),
    [("XX", "", "country “XX”"), ("DE", "ZZ", "region “ZZ” of “DE”")],
)
def test_an_unknown_country_or_region_is_named(country: str, region: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        public_holidays(country=country, region=region, years=[2026])


@pytest.mark.parametrize(
    ("at", "gone"),
    [
        (time(0, 0), "0"),
        (time(9, 0), "0"),
        (time(11, 0), "0.25"),
        (time(13, 0, 0), "0.5"),
        (time(15, 28, 48), "0.81"),
        (time(17, 0), "1"),
        (time(23, 59, 59, 999999), "1"),
    ],
)
def test_rule_16_share_of_the_working_hours_gone(at: time, gone: str) -> None:
    assert share_gone(at=at, opens=time(9), closes=time(17)) == Decimal(gone)


def test_rule_16_hours_that_close_before_they_open_are_refused() -> None:
    with pytest.raises(ValueError, match="close after they open"):
        share_gone(at=time(12), opens=time(17), closes=time(9))


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", 14), ("Europe/Berlin", 15), ("America/Los_Angeles", 14), ("Pacific/Auckland", 15)],
)
def test_rule_26_a_moment_belongs_to_the_reps_local_day(zone: str, day: int) -> None:
    moment = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)

    assert local_day(moment=moment, zone=ZoneInfo(zone)) == date(2026, 3, day)


def test_rule_26_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        local_day(moment=datetime(2026, 3, 14, 12), zone=UTC)  # noqa: DTZ001 – the point of it
