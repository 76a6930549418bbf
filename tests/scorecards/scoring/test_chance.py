"""The chance of reaching a quota (rule 19): what is given comes true as often as it says."""

from functools import cache

import numpy as np
import pytest

from scorecards.scoring.chance import LEAST, MOST, Ahead, Outlook, outlook
from scorecards.scoring.daily_rates import Past, past_of, rates_of, with_groups
from tests.scorecards.scoring.simulated_reps import WORLDS, Outcome, World, outcomes, table

CASES = 2000
# A bin with so many cases must come true within so much of what was given: of 150 cases of
# 70 %, between 60 and 80 % (nearly three standard deviations).
ENOUGH = 150
TOLERANCE = 0.1
TOLERANCE_TOGETHER = 0.04
# The range holds 80 of 100 end figures; more where few deals come, since 0 alone may be 20 %.
RANGE_HOLDS = (0.74, 0.96)
RANGE_HOLDS_TOGETHER = (0.78, 0.88)

found = cache(lambda world: outcomes(world, cases=CASES))


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_chances_come_true_as_often_as_they_say(world: World) -> None:
    bins = [(given, came) for count, given, came in table(found(world)) if count >= ENOUGH]

    assert bins
    assert [(given, came) for given, came in bins if abs(given - came) > TOLERANCE] == []


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_the_range_holds_about_eighty_of_a_hundred(world: World) -> None:
    low, high = RANGE_HOLDS

    assert low <= found(world).inside.mean() <= high


def test_all_together_every_bin_comes_true() -> None:
    every = [found(world) for world in WORLDS]
    together = Outcome(
        chance=np.concatenate([one.chance for one in every]),
        reached=np.concatenate([one.reached for one in every]),
        inside=np.concatenate([one.inside for one in every]),
    )
    low, high = RANGE_HOLDS_TOGETHER

    assert [row for row in table(together) if row[0] < 2 * ENOUGH] == []
    assert [row for row in table(together) if abs(row[1] - row[2]) > TOLERANCE_TOGETHER] == []
    assert low <= together.inside.mean() <= high


def test_the_same_history_gives_the_same_chance() -> None:
    assert asked(history(*[[3, 0, 5, 1]] * 9), short=4) == asked(
        history(*[[3, 0, 5, 1]] * 9), short=4
    )


def test_a_quota_that_is_reached_is_certain() -> None:
    assert asked(history(*[[1, 2]] * 9), short=0)[0] == 1
    assert asked(history(*[[1, 2]] * 9), short=-5, days=0)[0] == 1


def test_without_days_left_what_is_short_stays_short() -> None:
    assert asked(history(*[[1, 2]] * 9), short=1, days=0) == (0, 0, 0)


def test_a_history_of_nothing_gives_next_to_no_chance_and_no_amount() -> None:
    assert asked(history(*[[0, 0, 0]] * 9), short=1) == (LEAST, 0, 0)


def test_nothing_is_certain_while_there_are_days_left() -> None:
    assert asked(history(*[[50, 50]] * 9), short=1, days=10)[0] == MOST
    assert asked(history(*[[50, 50]] * 9), short=100_000, days=10)[0] == LEAST


def test_somebody_who_does_the_same_every_day_is_expected_to_go_on() -> None:
    share, low, high = asked(history(*[[50] * 20] * 12, []), short=1000, days=20)

    assert 0.25 < share < 0.75
    assert 800 <= low <= 1000 <= high <= 1200


def test_more_days_left_make_the_same_quota_likelier() -> None:
    past = history(*[[3, 0, 5, 1]] * 9)
    shares = [asked(past, short=20, days=days)[0] for days in (2, 5, 10, 20)]

    assert shares == sorted(set(shares))


def test_a_good_beginning_of_the_month_speaks_for_the_rest_of_it() -> None:
    usual = [[10, 11, 9, 10], [6, 5, 6, 5], [14, 15, 14, 15]] * 4
    well, badly = history(*usual, [15, 15]), history(*usual, [5, 5])

    assert asked(well, short=25, days=2)[0] > asked(badly, short=25, days=2)[0]


def test_a_rep_without_results_is_drawn_towards_the_team() -> None:
    busy, idle = [[4, 6, 5, 5]] * 9, [[0, 0, 0, 0]] * 9
    alone = rates_of(history(*idle))
    among = rates_of(people([busy, busy, idle]))

    assert alone.mean[0] == 0
    assert 0 < among.mean[2] < among.mean[0] < 5


def test_people_in_teams_of_their_own_are_not_drawn_towards_each_other() -> None:
    apart = rates_of(people([[[4, 6]] * 9, [[0, 1]] * 9], pool=[0, 1]))

    assert apart.mean[1] == pytest.approx(rates_of(history(*[[0, 1]] * 9)).mean[0])


def test_a_group_brings_what_its_members_bring_together() -> None:
    past = with_groups(people([[[4, 6]] * 9, [[1, 3]] * 9]), [[0, 1]])

    assert past.totals[2].tolist() == [14] * 9
    assert past.days[2].tolist() == [4] * 9
    assert rates_of(past).mean[2] == pytest.approx(3.5)


def test_days_of_which_nothing_is_known_say_nothing() -> None:
    """Somebody who joined later has units without working days."""
    newcomer = [[], [], [4, 6], *[[5, 5]] * 6]

    assert rates_of(history(*newcomer)).mean[0] == pytest.approx(5)


def test_half_days_count_half() -> None:
    past = history(*[[5, 5]] * 9)
    half = Past(past.days / 2, past.totals, past.within, past.freedom, past.lumps, past.pool)

    assert rates_of(half).mean[0] == pytest.approx(10)


def test_whole_things_end_in_whole_numbers() -> None:
    _, low, high = asked(history(*[[1, 0, 2]] * 9), short=3, days=7)

    assert (low, high) == (round(low), round(high))


def history(*units: list[int]) -> Past:
    return people([list(units)])


def people(rows: list[list[list[int]]], *, pool: list[int] | None = None) -> Past:
    """Units of day totals, the last one runs; all in one team unless told otherwise."""
    return past_of(
        days=np.array([[float(len(unit)) for unit in units] for units in rows]),
        totals=np.array([[float(sum(unit)) for unit in units] for units in rows]),
        squares=np.array([[float(sum(n * n for n in unit)) for unit in units] for units in rows]),
        busy=np.array([[float(sum(n > 0 for n in unit)) for unit in units] for units in rows]),
        pool=np.array(pool or [0] * len(rows)),
    )


def asked(past: Past, *, short: float, days: float = 5) -> tuple[float, float, float]:
    said: Outlook = outlook(
        past,
        Ahead(
            rows=np.array([0]),
            short=np.array([float(short)]),
            days_now=np.array([float(days)]),
            days_later=np.array([0.0]),
            squares_later=np.array([0.0]),
        ),
    )
    return float(said.share[0]), float(said.low[0]), float(said.high[0])
