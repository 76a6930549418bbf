"""Attainment reckoned by hand: rules 15 to 19, 22, 23 and 25 for reps, teams and the company."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.charts.lines import TrendPoint
from accounts.models import Membership, Organisation, Team, User
from scorecards.queries.attainment.lines import Line
from scorecards.queries.attainment.page import AttainmentPage, attainment_page
from scorecards.queries.attainment.rep import RepAttainment, rep_attainment
from scorecards.queries.attainment.scope import AttainmentChoice, owed_metrics
from scorecards.queries.attainment.trend import attainment_trend
from scorecards.queries.terms import period_rules
from scorecards.scoring.spans import span_from_key
from tests.factories import (
    CalendarFactory,
    OpportunityFactory,
    RepFactory,
    TeamFactory,
    TimeOffFactory,
)
from tests.scorecards.quotas_of_march import MARCH, NOW, TODAY, owe, sold

D = Decimal
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture
def europe(team: Team, other_team: Team, rep: User, stranger: User) -> Team:
    """Europe above the North (Rosa) and the South (Sam)."""
    region: Team = TeamFactory(name="Europe")
    for below in (team, other_team):
        below.parent = region
        below.save()
    return region


def choice(key: str, sort: str = "behind") -> AttainmentChoice:
    rules = period_rules(Organisation.current())
    return AttainmentChoice(span_from_key(key, today=TODAY, rules=rules), owed_metrics()[0], sort)


def page(
    viewer: User, team: Team | None = None, key: str = "2026-03", **more: str
) -> AttainmentPage:
    return attainment_page(
        viewer, team, choice(key, **more), organisation=Organisation.current(), now=NOW
    )


def past(viewer: User, team: Team | None = None, key: str = "2026-03") -> tuple[TrendPoint, ...]:
    found = attainment_trend(
        viewer, team, choice(key), organisation=Organisation.current(), now=NOW
    )
    return found.trend


def own(rep: User, key: str = "2026-03") -> RepAttainment:
    return rep_attainment(rep, choice(key), organisation=Organisation.current(), now=NOW)


def named(lines: tuple[Line, ...], name: str) -> Line:
    (found,) = (line for line in lines if line.name == name)
    return found


def sums(line: Line) -> tuple[Decimal, Decimal | None, Decimal | None]:
    return line.figures.actual, line.figures.quota, line.figures.expected


def test_rules_16_to_19_of_one_rep(leader: User, team: Team, rep: User) -> None:
    """On Thursday noon 8.5 of 22 days are done: 8,500 of 22,000."""
    owe({rep: 22_000})
    sold(rep, 6_800)
    figures = own(rep).line.figures
    assert sums(own(rep).line) == (D(6_800), D(22_000), D(8_500))
    assert figures.pace == D("0.8")
    assert figures.status == "at_risk"
    assert figures.days_left == D("13.5")
    assert figures.short == D(15_200)
    assert figures.needed is not None
    assert figures.needed.per_day == D(15_200) / D("13.5")
    assert figures.projection == D(17_600)  # 6,800 ÷ (8.5 ÷ 22)
    assert figures.projected_short == D(4_400)


def test_the_thresholds_are_the_organisations(rep: User) -> None:
    Organisation.current()
    Organisation.objects.update(at_risk_from=D("0.9"))
    owe({rep: 22_000})
    sold(rep, 6_800)
    assert own(rep).line.figures.status == "behind"


def test_over_and_short_is_missed_over_and_reached_is_not(rep: User, stranger: User) -> None:
    owe({rep: 1_000, stranger: 1_000}, months=(FEBRUARY, MARCH))
    sold(rep, 999, day=date(2026, 2, 3))
    sold(stranger, 1_000, day=date(2026, 2, 3))
    assert own(rep, "2026-02").line.figures.status == "missed"
    assert own(stranger, "2026-02").line.figures.status == "on_track"
    assert own(rep, "2026-02").line.figures.projection == D(999)


def test_rule_23_without_a_quota_of_its_own_a_group_owes_what_its_members_do(
    leader: User, europe: Team, rep: User, stranger: User
) -> None:
    owe({rep: 22_000, stranger: 11_000})
    sold(rep, 8_500)
    sold(stranger, 1_000)
    found = page(leader, europe)
    assert sums(found.whole) == (D(9_500), D(33_000), D(12_750))
    assert found.whole.assignment is None
    assert sums(page(leader).whole) == sums(found.whole)


def test_rule_23_a_groups_own_quota_holds_and_the_difference_is_shown(
    leader: User, europe: Team, team: Team, rep: User, stranger: User
) -> None:
    """The North owes 20,000 and has given out 22,000; Europe counts the North's own."""
    owe({rep: 22_000, team: 20_000, stranger: 11_000})
    found = page(leader, europe)
    north = named(found.teams, "North")
    assert north.figures.quota == D(20_000)
    assert north.assignment == D("0.1")
    assert (found.whole.figures.quota, found.whole.assignment) == (D(31_000), None)
    owe({europe: 40_000})
    found = page(leader, europe)
    assert (found.whole.figures.quota, found.whole.assignment) == (D(40_000), D("-0.225"))


def test_a_teams_own_quota_falls_on_the_working_days_of_its_calendar(
    leader: User, team: Team
) -> None:
    """Monday to Wednesday: 14 days in March 2026, of which 6 are over on Thursday the 12th."""
    team.calendar = CalendarFactory(weekdays="012")
    team.save()
    owe({team: 14_000})
    whole = page(leader, team).whole
    assert sums(whole) == (D(0), D(14_000), D(6_000))
    assert whole.figures.days_left == D(8)


def test_an_own_quota_holds_for_its_months_and_the_members_for_the_others(
    leader: User, team: Team, rep: User
) -> None:
    owe({rep: 1_000}, months=(JANUARY, FEBRUARY, MARCH))
    owe({team: 800}, months=(FEBRUARY,))
    whole = page(leader, team, "2026-Q1").whole
    assert whole.figures.quota == D(2_800)
    assert whole.assignment == D("0.25")  # over February alone


def test_rule_22_who_moves_owes_each_team_the_quota_of_the_days_there(
    leader: User, europe: Team, team: Team, other_team: Team, rep: User
) -> None:
    """Rosa: ten working days in the North, from Monday 16 March twelve in the South."""
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 3, 15))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 3, 16))
    owe({rep: 22_000})
    sold(rep, 3_000, day=date(2026, 3, 4))
    sold(rep, 500, day=date(2026, 3, 17))
    found = page(leader, europe)
    assert sums(named(found.teams, "North")) == (D(3_000), D(10_000), D(8_500))
    assert sums(named(found.teams, "South")) == (D(500), D(12_000), D(0))
    assert sums(found.whole) == (D(3_500), D(22_000), D(8_500))
    assert [line.name for line in page(leader, team).people] == ["Rosa Rep"]
    whole = own(rep)
    assert sums(whole.line) == (D(3_500), D(22_000), D(8_500))
    assert [part.team.name for part in whole.teams if part.team] == ["North", "South"]


def test_who_has_left_counts_for_the_days_before(leader: User, team: Team, rep: User) -> None:
    """To Friday 6 March five of 22 days."""
    rep.left_on = date(2026, 3, 6)
    rep.save()
    Membership.objects.filter(user=rep).update(ends_on=rep.left_on)
    owe({rep: 22_000})
    sold(rep, 4_000, day=date(2026, 3, 5))
    found = page(leader, team)
    assert sums(found.whole) == (D(4_000), D(5_000), D(5_000))
    assert [line.figures.status for line in found.people] == ["missed"]


def test_days_in_no_team_count_for_the_company_alone(leader: User, team: Team) -> None:
    RepFactory(name="Nora Nowhere")
    nora = User.objects.get(name="Nora Nowhere")
    owe({nora: 22_000})
    sold(nora, 100)
    found = page(leader)
    assert sums(found.whole) == (D(100), D(22_000), D(8_500))
    assert [line.name for line in found.people] == ["Nora Nowhere"]


def test_rule_15_time_off_lowers_a_quota_unless_the_organisation_says_otherwise(rep: User) -> None:
    """Two of the 22 days off: one of those done."""
    TimeOffFactory(user=rep, starts_on=date(2026, 3, 2))
    TimeOffFactory(user=rep, starts_on=date(2026, 3, 20))
    owe({rep: 22_000})
    Organisation.current()
    assert sums(own(rep).line) == (D(0), D(20_000), D(7_500))
    assert own(rep).line.figures.days_left == D("12.5")
    Organisation.objects.update(time_off_lowers_quotas=False)
    assert sums(own(rep).line) == (D(0), D(22_000), D(8_500))
    assert own(rep).line.figures.days_left == D("12.5")


def test_rule_30_a_ramp_that_steps_in_mid_month_is_told_in_its_parts(rep: User) -> None:
    """Tenure month 2 starts on Monday 16 March: ten days owe a quarter, twelve a half."""
    rep.joined_on = date(2026, 2, 16)
    rep.save()
    owe({rep: 22_000}, ramp=("0.25", "0.5"))
    found = own(rep)
    assert found.line.figures.quota == D(2_500) + D(6_000)
    (march,) = found.months
    assert [(part.tenure_month, part.worked, part.owed) for part in march.parts] == [
        (1, D(10), D(2_500)),
        (2, D(12), D(6_000)),
    ]


def test_rule_12_a_quota_changed_in_mid_month(rep: User) -> None:
    owe({rep: 22_000})
    owe({rep: 44_000}, starts_on=date(2026, 3, 16))
    assert own(rep).line.figures.quota == D(10_000) + D(24_000)


def test_a_quota_of_zero_is_attained_by_no_share(leader: User, team: Team, rep: User) -> None:
    owe({rep: 0})
    sold(rep, 500)
    figures = page(leader, team).whole.figures
    assert (figures.quota, figures.attainment, figures.pace) == (D(0), None, None)
    assert (figures.status, figures.projection, figures.surplus) == (None, None, D(500))
    found = page(leader, team)
    assert (found.bands, found.unbanded) == ((0, 0, 0, 0), 1)


def test_a_cleared_quota_is_owed_no_more(leader: User, team: Team, rep: User) -> None:
    owe({rep: 22_000}, months=(FEBRUARY, MARCH))
    owe({rep: None})
    assert page(leader, team).whole.figures.quota is None
    assert page(leader, team, "2026-Q1").whole.figures.quota == D(22_000)


def test_rule_23_the_year_to_date_is_a_sum_over_a_sum(leader: User, team: Team, rep: User) -> None:
    """All of January's 1,000, nothing of February's 9,000 nor of March: no mean of shares.

    To 12 March nine of its 22 working days are owed; the present one is expected to its half.
    """
    owe({rep: 1_000}, months=(JANUARY,))
    owe({rep: 9_000}, months=(FEBRUARY,))
    owe({rep: 22_000})
    sold(rep, 1_000, day=date(2026, 1, 7))
    whole = page(leader, team, "ytd").whole
    assert sums(whole) == (D(1_000), D(19_000), D(18_500))
    assert whole.figures.attainment == D(1_000) / D(19_000)
    last = page(leader, team, "last-2-months").whole
    assert sums(last) == (D(0), D(31_000), D(17_500))


def test_rule_25_a_fiscal_year_over_a_leap_day(leader: User, team: Team, rep: User) -> None:
    """FY2024 from April 2023: February has 29 days, on Thursday the 29th something was sold."""
    Organisation.current()
    Organisation.objects.update(fiscal_start_month=4)
    months = [date(2023, month, 1) for month in range(4, 13)]
    months += [date(2024, month, 1) for month in range(1, 4)]
    owe({rep: 1_000}, months=tuple(months))
    sold(rep, 3_000, day=date(2024, 2, 29))
    sold(rep, 7_000, day=date(2024, 4, 1))
    assert sums(page(leader, team, "FY2024").whole) == (D(3_000), D(12_000), D(12_000))
    assert page(leader, team, "FY2024-Q4").whole.figures.actual == D(3_000)
    assert page(leader, team, "2024-02").whole.figures.attainment == D(3)


def test_a_seasonal_spread_weighs_what_is_expected(rep: User) -> None:
    """Of the quarter's 6,700 January and February owe 4,500, March 2,200 × 8.5 ÷ 22."""
    owe({rep: 3_000}, months=(JANUARY,))
    owe({rep: 1_500}, months=(FEBRUARY,))
    owe({rep: 2_200})
    figures = own(rep, "2026-Q1").line.figures
    assert figures.expected == D(5_350)


def test_bands_hold_each_rep_once(leader: User, europe: Team, rep: User, stranger: User) -> None:
    owe({rep: 1_000, stranger: 1_000})
    sold(rep, 499)
    sold(stranger, 800)
    found = page(leader)
    assert (found.bands, found.unbanded) == ((1, 0, 1, 0), 0)


def test_teams_and_people_in_three_orders(leader: User, europe: Team, team: Team) -> None:
    people = {name: RepFactory(name=name, team=team) for name in ("Ada", "Bob", "Cid")}
    owe({people["Ada"]: 1_000, people["Bob"]: 1_000})
    sold(people["Ada"], 900)
    sold(people["Bob"], 300)

    def names(sort: str) -> list[str]:
        return [line.name for line in page(leader, team, sort=sort).people]

    assert names("behind") == ["Bob", "Ada", "Cid", "Rosa Rep"]
    assert names("attainment") == ["Ada", "Bob", "Cid", "Rosa Rep"]
    assert names("name") == ["Ada", "Bob", "Cid", "Rosa Rep"]


def test_the_trend_goes_back_to_the_first_quota(leader: User, team: Team, rep: User) -> None:
    owe({rep: 1_000}, months=(JANUARY, FEBRUARY, MARCH))
    sold(rep, 700, day=date(2026, 2, 10))
    trend = past(leader, team)
    assert [(p.label, p.actual, p.expected) for p in trend] == [
        ("Jan 2026", D(0), D(1_000)),
        ("Feb 2026", D(700), D(1_000)),
        ("Mar 2026", D(0), D(1_000)),
    ]


def test_pipeline_against_what_is_missing(leader: User, team: Team, rep: User) -> None:
    owe({rep: 10_000})
    sold(rep, 2_000)
    assert page(leader, team).pipeline is None
    OpportunityFactory(rep=rep, amount=D(12_000))
    OpportunityFactory(rep=rep, amount=None)
    OpportunityFactory(rep=rep, amount=D(9_000), status="won", closed_on=TODAY)
    found = page(leader, team).pipeline
    assert found is not None
    assert (found.opportunities, found.amount, found.unknown) == (2, D(12_000), 1)
    assert found.coverage == D("1.5")
    assert page(leader, team, "2026-02").pipeline is None


def test_counts_can_be_owed_too(rep: User) -> None:
    owe({rep: 22}, metric="meetings_held")
    sold(rep, 3, metric="meetings_held")
    assert sums(own(rep).line) == (D(3), D(22), D("8.5"))


def test_reps_whose_day_has_ended_elsewhere(rep: User) -> None:
    """In Tokyo it is 22:00: the whole day is done."""
    rep.time_zone = "Asia/Tokyo"
    rep.save()
    owe({rep: 22_000})
    assert own(rep).line.figures.expected == D(9_000)
