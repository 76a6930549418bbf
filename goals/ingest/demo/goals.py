"""The demo's goals: a cascade from the company to a rep, and one of every shape on the way."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Team, User
from goals.ingest.demo.setting import Setting
from goals.models import CheckIn, Goal, Milestone

# days ago, value where nothing else reports it, confidence, note, what is in the way
Said = tuple[int, int | None, int, str, str]
_CALLS_SAID: tuple[Said, ...] = (
    (14, None, 4, "Mornings without meetings work best: 20 calls before ten.", ""),
    (7, None, 3, "Two days at the trade fair cost me the streak.", "Trade fair on both days"),
    (1, None, 4, "Back in rhythm, list for next week is ready.", ""),
)
_RATE_SAID: tuple[Said, ...] = (
    (21, None, 3, "I ask for the next step in every first meeting now.", ""),
    (5, None, 3, "Two deals were lost on price in one week.", "No room for discounts"),
)
_REFERRALS_SAID: tuple[Said, ...] = (
    (9, 1, 4, "One customer introduced me to their sister company.", ""),
    (2, 2, 4, "Second one after the review call.", ""),
)
_TEAM_SAID: tuple[Said, ...] = (
    (40, None, 4, "Pipeline covers the rest of the year twice.", ""),
    (10, None, 3, "Two large renewals slip into next year.", "Budget freeze at one customer"),
)


def add_goals(setting: Setting) -> None:
    """Goals with what was said about them; one is closed as met, one is private."""
    team_goal = _cascade(setting)
    if setting.rep != setting.manager:
        _goals_of_rep(setting, team_goal)
        _closed(setting)
    _goals_of_team(setting, team_goal)
    if setting.first_sdr:
        _fifty_calls(setting, setting.first_sdr)


def _cascade(setting: Setting) -> Goal:
    """The company, its regions and the demo manager's team, each by its own quota."""
    company = _revenue(
        setting, None, setting.top, setting.leader, None, visibility=Goal.Visibility.COMPANY
    )
    above = {
        region.pk: _revenue(
            *(setting, region, region, setting.leader, company),
            visibility=Goal.Visibility.COMPANY,
        )
        for region in setting.regions
    }
    goal = _revenue(
        setting, setting.team, setting.team, setting.manager, above.get(setting.team.parent_id or 0)
    )
    _say(setting, goal, setting.manager, _TEAM_SAID)
    return goal


def _revenue(
    setting: Setting,
    team: Team | None,
    owing: Team,
    by: User,
    parent: Goal | None,
    **fields: Any,
) -> Goal:
    amount = setting.owed(owing, setting.year) or Decimal(1_000_000)
    whose = team.name if team else "The whole company"
    return _make(
        by=by,
        statement=f"{whose}: {amount:,.0f} of revenue in {setting.year.key}",
        shape=Goal.Shape.TOTAL,
        team=team,
        metric=setting.metric("revenue"),
        start=Decimal(0),
        target=amount,
        starts_on=setting.year.starts,
        due_on=setting.year.ends,
        rhythm=Goal.Rhythm.MONTHLY,
        parent=parent,
        serves_quota=setting.metric("revenue"),
        **fields,
    )


def _goals_of_rep(setting: Setting, team_goal: Goal) -> None:
    rep, quarter = setting.rep, setting.quarter
    amount = setting.owed(rep, quarter) or Decimal(100_000)
    own = _make(
        by=rep,
        person=rep,
        statement=f"Bring in {amount:,.0f} this quarter",
        shape=Goal.Shape.TOTAL,
        metric=setting.metric("revenue"),
        start=Decimal(0),
        target=amount,
        starts_on=quarter.starts,
        due_on=quarter.ends,
        parent=team_goal,
        serves_quota=setting.metric("revenue"),
    )
    _daily(setting, rep, 15, own, _CALLS_SAID)
    rate = _make(
        by=rep,
        person=rep,
        statement="Win rate from 22% to 28% by the end of the quarter",
        shape=Goal.Shape.LEVEL,
        metric=setting.metric("deals_won"),
        start=Decimal("0.22"),
        target=Decimal("0.28"),
        starts_on=quarter.starts,
        due_on=quarter.ends,
        parent=own,
    )
    rate.out_of.set([setting.metric("deals_won"), setting.metric("deals_lost")])
    _say(setting, rate, rep, _RATE_SAID)
    _referrals(setting, own)
    _make(
        by=rep,
        person=rep,
        statement="Decide whether to move to key accounts",
        shape=Goal.Shape.OUTCOME,
        starts_on=setting.today - timedelta(days=10),
        due_on=setting.today + timedelta(days=35),
        rhythm=Goal.Rhythm.NEVER,
        visibility=Goal.Visibility.PRIVATE,
    )


def _daily(
    setting: Setting, rep: User, calls: int, parent: Goal | None, said: Iterable[Said]
) -> None:
    starts = setting.today - timedelta(days=20)
    goal = _make(
        by=rep,
        person=rep,
        statement=f"{calls} outbound calls a day for 30 days",
        shape=Goal.Shape.DAILY,
        metric=setting.metric("calls"),
        target=Decimal(calls),
        starts_on=starts,
        due_on=starts + timedelta(days=29),
        parent=parent,
    )
    _say(setting, goal, rep, said)


def _fifty_calls(setting: Setting, sdr: User) -> None:
    _daily(setting, sdr, 50, None, _CALLS_SAID[1:])


def _referrals(setting: Setting, parent: Goal) -> None:
    goal = _make(
        by=setting.rep,
        person=setting.rep,
        statement="Three referrals this month",
        shape=Goal.Shape.TOTAL,
        start=Decimal(0),
        target=Decimal(3),
        unit="referrals",
        starts_on=setting.month.starts,
        due_on=setting.month.ends,
        recurrence=Goal.Recurrence.MONTHLY,
        parent=parent,
    )
    _say(setting, goal, setting.rep, _REFERRALS_SAID)


def _goals_of_team(setting: Setting, team_goal: Goal) -> None:
    goal = _make(
        by=setting.manager,
        team=setting.team,
        statement="Everybody runs the new discovery call",
        shape=Goal.Shape.MILESTONES,
        starts_on=setting.quarter.starts,
        due_on=setting.quarter.ends,
        rhythm=Goal.Rhythm.FORTNIGHTLY,
        parent=team_goal,
    )
    steps = ("Script written", "Tried in ten calls", "Whole team trained", "Every call follows it")
    for position, name in enumerate(steps):
        done = setting.today - timedelta(days=25 - 10 * position) if position < 2 else None
        Milestone.objects.create(goal=goal, name=name, position=position, done_on=done)
    goal.said_status, goal.said_by = Goal.Status.ON_TRACK, setting.manager
    goal.said_because = "The training is booked for next week"
    goal.save()


def _closed(setting: Setting) -> None:
    """A goal of last month that was met, with what was learned."""
    month, rep = setting.former_month, setting.rep
    held = setting.logged("meetings_held", [rep.pk], month.starts, month.ends)
    target = max(Decimal(1), (held * Decimal("0.9")).to_integral_value())
    if held < target:
        return
    goal = _make(
        by=rep,
        person=rep,
        statement=f"Hold {target} meetings in a month",
        shape=Goal.Shape.TOTAL,
        metric=setting.metric("meetings_held"),
        start=Decimal(0),
        target=target,
        starts_on=month.starts,
        due_on=month.ends,
    )
    goal.outcome, goal.lesson = Goal.Outcome.MET, "Book the next meeting before this one ends."
    goal.closed_by = rep
    goal.closed_at = min(setting.now, _noon(setting, month.ends + timedelta(days=1)))
    goal.final_actual, goal.final_progress = held, round(held / target, 8)
    goal.save()


def _make(*, by: User, **fields: Any) -> Goal:
    return Goal.objects.create(made_by=by, **fields)


def _say(setting: Setting, goal: Goal, by: User, said: Iterable[Said]) -> None:
    for days, value, confidence, note, blockers in said:
        day = setting.today - timedelta(days=days)
        if day >= goal.starts_on:
            reported = None if value is None else Decimal(value)
            CheckIn.objects.create(
                goal=goal,
                by=by,
                day=day,
                value=reported,
                confidence=confidence,
                note=note,
                blockers=blockers,
            )


def _noon(setting: Setting, day: date) -> datetime:
    return datetime.combine(day, setting.now.timetz().replace(hour=12, minute=0))
