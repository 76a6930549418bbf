"""The charts of plans and goals: geometry by hand, words and tables beside every picture."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from accounts.charts.bands import bands, counted
from accounts.charts.course import PathPoint, course, few
from accounts.charts.funnel import FunnelStep, joint_svg, most_of, step_svg, widths
from accounts.charts.tree import Limb, TreeNode, limb_svg, limbs, parents
from tests.accounts.test_charts import Organisation, rendered, shapes

FUNNEL = (
    FunnelStep("Calls", Decimal(10000), Decimal("0.01")),
    FunnelStep("Deals", Decimal(100)),
    FunnelStep("Revenue", Decimal(5000000), None, "money"),
)
TREE = (
    TreeNode("Company", 0, Decimal("0.5"), "on_track", "/goals/1/"),
    TreeNode("North", 1),
    TreeNode("Ana", 2, Decimal("1.2"), "ahead"),
    TreeNode("Ben", 2, Decimal("0.2"), "behind"),
    TreeNode("South", 1, None, None, "", "due on Friday"),
)


def test_a_stage_is_as_wide_as_the_root_of_its_share() -> None:
    """100 of 10,000 is a hundredth, its root a tenth of the width."""
    assert widths(FUNNEL[:2], most=10000) == [1000, 100]


def test_money_below_deals_is_as_wide_as_they_are() -> None:
    assert widths(FUNNEL, most=most_of(FUNNEL))[2] == 100


def test_a_small_stage_is_still_seen_and_an_empty_or_unknown_one_is_not() -> None:
    steps = [FunnelStep("a", 10**9), FunnelStep("b", 1), FunnelStep("c", 0), FunnelStep("d", None)]

    assert widths(steps, most=most_of(steps)) == [1000, 14, 0, 0]


def test_two_scenarios_are_drawn_to_one_scale() -> None:
    assert most_of(FUNNEL, [FunnelStep("Calls", 40000)]) == 40000
    assert most_of([], []) == 0


def test_a_stage_stands_in_the_middle_and_the_other_scenario_around_it() -> None:
    found = shapes(step_svg(500, other=800))

    assert found["funnel-step"]["d"] == "M250 0H750L750 10H250Z"
    assert found["funnel-other"]["d"] == "M100 0H900L900 10H100Z"


def test_what_goes_on_narrows_from_one_stage_to_the_next() -> None:
    assert shapes(joint_svg(1000, 100))["funnel-flow"]["d"] == "M0 0H1000L550 10H450Z"
    assert shapes(joint_svg(0, 0)) == {}


def test_a_funnel_says_its_amounts_and_rates_and_has_a_table() -> None:
    page = rendered('{% funnel steps name="Plan" %}', steps=FUNNEL, organisation=Organisation())

    assert "10,000" in page
    assert "1.0% go on" in page
    assert "€5,000,000" in page
    assert page.count("<tr>") == 4
    assert "funnel-other" not in page


def test_a_second_scenario_stands_beside_with_its_name() -> None:
    other = (FunnelStep("Calls", Decimal(8000), Decimal("0.0125")), FunnelStep("Deals", 100))
    page = rendered(
        '{% funnel steps other=other other_label="Better rate" name="Plan" %}',
        steps=FUNNEL[:2],
        other=other,
    )

    assert "8,000" in page
    assert page.count("Better rate") == 5  # legend, table head, and a word with each figure


def test_a_tree_joins_each_node_to_the_one_above() -> None:
    depths = [node.depth for node in TREE]

    assert parents(depths) == [None, 0, 1, 1, 0]
    assert limbs(depths) == [
        (),
        (Limb.BRANCHES,),
        (Limb.PASSES, Limb.BRANCHES),
        (Limb.PASSES, Limb.TURNS),
        (Limb.TURNS,),
    ]


def test_nothing_hangs_below_the_last_child() -> None:
    assert limbs([0, 1, 2]) == [(), (Limb.TURNS,), (Limb.NOTHING, Limb.TURNS)]


@pytest.mark.parametrize(
    ("limb", "lines"), [(Limb.NOTHING, 0), (Limb.PASSES, 1), (Limb.BRANCHES, 2), (Limb.TURNS, 2)]
)
def test_a_limb_has_its_lines(limb: Limb, lines: int) -> None:
    assert limb_svg(limb).count("<line") == lines


def test_a_tree_of_goals_says_what_hangs_on_what() -> None:
    page = rendered('{% goal_tree nodes name="Goals" %}', nodes=TREE)

    assert '<a href="/goals/1/">Company</a>' in page
    assert "part of North" in page
    assert "due on Friday" in page
    assert "120%" in page
    assert page.count("<tr>") == 6


def test_no_goals_are_no_tree() -> None:
    assert "Nothing known yet" in rendered('{% goal_tree nodes name="Goals" %}', nodes=())


def days(*actuals: int | None, ends: int) -> list[PathPoint]:
    """From 22 straight to `ends`, one day each."""
    last = len(actuals) - 1
    return [
        PathPoint(date(2026, 3, 1 + n), actual, Decimal(22) + Decimal(ends - 22) * n / last)
        for n, actual in enumerate(actuals)
    ]


def test_a_rising_path_goes_up_to_its_target_on_the_due_day() -> None:
    picture = course(points=days(22, 24, None, None, None, ends=28), target=28)
    found = shapes(picture.svg)

    assert (picture.foot, picture.middle, picture.top) == (22, 25, 28)
    assert found["course-path"]["d"] == "M0 200L250 150L500 100L750 50L1000 0"
    assert found["course-actual"]["d"] == "M0 200L250 133.3"
    assert found["course-due"]["d"] == "M1000 0h0"


def test_a_falling_path_goes_down() -> None:
    picture = course(points=days(22, 20, None, ends=10), target=10)
    found = shapes(picture.svg)

    assert (picture.foot, picture.top) == (10, 25)
    assert found["course-path"]["d"] == "M0 40L500 120L1000 200"
    assert found["course-actual"]["d"] == "M0 40L500 66.7"


def test_the_line_runs_through_days_without_a_check_in() -> None:
    picture = course(points=days(22, None, 25, None, None, ends=28), target=28)

    assert shapes(picture.svg)["course-actual"]["d"] == "M0 200L500 100"


@pytest.mark.parametrize(
    ("today", "x"), [(date(2026, 3, 3), "500"), (date(2026, 2, 1), None), (date(2026, 4, 1), None)]
)
def test_today_is_marked_while_the_path_runs(today: date, x: str | None) -> None:
    found = shapes(course(points=days(22, 22, 22, 22, 22, ends=28), today=today).svg)

    assert found.get("course-today", {}).get("x1") == x


def test_a_path_without_anything_known_is_a_frame() -> None:
    picture = course(points=[PathPoint(date(2026, 3, 1), None, None)])

    assert (picture.foot, picture.top) == (0, 1)
    assert "course-actual" not in shapes(picture.svg)


def test_a_long_path_has_a_short_table_with_the_latest_day() -> None:
    points = [
        PathPoint(date.fromordinal(738000 + n), 23 if n < 100 else None, 25) for n in range(300)
    ]
    rows = few(points)

    assert len(rows) <= 33
    assert points[0] in rows
    assert points[99] in rows
    assert points[-1] in rows


def test_a_path_says_where_it_is_and_where_it_should_be() -> None:
    page = rendered(
        '{% path points name="Win rate" unit="percent" target=28 today=today %}',
        points=days(22, 24, None, None, None, ends=28),
        today=date(2026, 3, 2),
    )

    assert "Latest 24.0%, the path asks for 23.5%, target 28.0%" in page
    assert "due Thu 5 Mar" in page
    assert page.count("<tr>") == 6
    assert ">Today</li>" in page


def test_a_path_without_points_says_so() -> None:
    assert "Nothing known yet" in rendered('{% path points name="Win rate" %}', points=())


def test_people_are_counted_by_the_range_they_reach() -> None:
    shares = ["0", "0.4999", "0.5", "0.79", "0.8", "0.999", "1", "1.7"]

    assert counted([*map(Decimal, shares), None]) == (2, 2, 2, 2)
    assert counted([]) == (0, 0, 0, 0)


def test_the_fullest_range_has_the_longest_bar() -> None:
    found = bands((1, 0, 4, 3))

    assert [one.share for one in found] == [Decimal(n) / 8 for n in (1, 0, 4, 3)]
    assert _widths([one.svg for one in found]) == ["250", None, "1000", "750"]


def test_ranges_are_a_table_of_people() -> None:
    page = rendered('{% bands counts name="People" %}', counts=(1, 0, 4, 3))

    for words in ("Below 50%", "50–80%", "80–100%", "100% and more"):
        assert words in page
    assert "38%" in page


def test_nobody_has_no_share() -> None:
    assert [one.share for one in bands((0, 0, 0, 0))] == [None] * 4


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.7, "70%"), (0, "0%"), (0.004, "&lt;1%"), (0.996, "&gt;99%"), (1, "100%"), (None, "–")],
)
def test_a_chance_is_whole_and_certain_only_when_it_is(share: float | None, words: str) -> None:
    assert rendered("{% load words %}{{ share|chance }}", share=share) == words


def _widths(svgs: Sequence[str]) -> list[str | None]:
    found = [shapes(svg) for svg in svgs]
    return [(one.get("bin") or one.get("bin-reached") or {}).get("width") for one in found]
