"""Turn a scenario into goals: of the chosen people, and of the team or the company."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from goals.actions.goals import make_goal
from goals.models import Goal, Plan
from goals.planning.chain import whole_up
from goals.queries.plans.figures import Worked
from goals.queries.plans.groups import Carrier
from scorecards.models import Metric
from scorecards.scoring.records import ZERO


@transaction.atomic
def make_goals(
    plan: Plan,
    worked: Worked,
    *,
    metrics: Collection[str],
    people: Sequence[Carrier],
    for_group: bool,
    by: User,
    now: datetime,
) -> list[Goal]:
    """A goal a metric (slug) for each of the people, and one for the team or the company."""
    goals = []
    wanted = [(row.metric, row.needed, row.lengths.rep_day) for row in worked.rows]
    wanted.append((plan.metric, worked.amount.whole, worked.amount.rep_day))
    for metric, needed, rep_day in wanted:
        if metric.slug not in metrics or needed is None:
            continue
        if for_group:
            goals.append(_total_goal(plan, metric, needed, by=by, now=now))
        if rep_day is not None:
            working = [carrier for carrier in people if carrier.full]
            goals += [_goal_of(plan, metric, c, rep_day, by=by, now=now) for c in working]
    return goals


def _total_goal(plan: Plan, metric: Metric, needed: Decimal, *, by: User, now: datetime) -> Goal:
    target = _goal_amount(metric, needed)
    return make_goal(
        by=by,
        now=now,
        statement=_statement(metric, target, plan),
        shape=Goal.Shape.TOTAL,
        team=plan.team,
        metric=metric,
        start=ZERO,
        target=target,
        starts_on=plan.starts_on,
        due_on=plan.ends_on,
        visibility=Goal.Visibility.TEAM if plan.team else Goal.Visibility.COMPANY,
        plan=plan,
    )


def _goal_of(
    plan: Plan, metric: Metric, carrier: Carrier, rep_day: Decimal, *, by: User, now: datetime
) -> Goal:
    """So many a day for activities done every day, otherwise the person's part as a total."""
    rep = carrier.rep
    daily = metric.kind == Metric.Kind.ACTIVITY and rep_day >= 1
    target = whole_up(rep_day) if daily else _goal_amount(metric, rep_day * carrier.full)
    words = _("%(count)s %(name)s every working day") % {
        "count": _shown(target),
        "name": metric.in_sentence,
    }
    return make_goal(
        by=by,
        now=now,
        statement=words if daily else _statement(metric, target, plan),
        shape=Goal.Shape.DAILY if daily else Goal.Shape.TOTAL,
        person=rep,
        metric=metric,
        start=None if daily else ZERO,
        target=target,
        starts_on=max(plan.starts_on, rep.joined_on or plan.starts_on),
        due_on=plan.ends_on,
        plan=plan,
    )


def _statement(metric: Metric, target: Decimal, plan: Plan) -> str:
    return (
        _("%(name)s: %(count)s by %(day)s")
        % {
            "name": metric.name,
            "count": _shown(target),
            "day": plan.ends_on.isoformat(),
        }
    )[:200]


def _goal_amount(metric: Metric, amount: Decimal) -> Decimal:
    if metric.unit == Metric.Unit.MONEY:
        return amount.quantize(Decimal("0.01"))
    return whole_up(amount)


def _shown(amount: Decimal) -> str:
    whole = amount == amount.to_integral_value()
    return number_format(amount, decimal_pos=0 if whole else 2, force_grouping=True)
