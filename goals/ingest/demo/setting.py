"""The people, teams and figures of the demo that its goals and its plan are about."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from accounts.models import Membership, Organisation, Role, Team, User
from accounts.queries.people import DEMO_DOMAIN
from scorecards.models import Activity, Metric, Opportunity, Quota
from scorecards.periods import Period, PeriodKind, period_containing, previous
from scorecards.queries.quotas.lists import quotas_listed
from scorecards.queries.terms import period_rules


@dataclass(frozen=True)
class Setting:
    """Who is who in the demo, and which periods it is in."""

    now: datetime
    year: Period
    quarter: Period
    month: Period
    former_month: Period
    leader: User
    manager: User
    rep: User
    first_sdr: User | None
    top: Team
    team: Team
    regions: tuple[Team, ...]

    @property
    def today(self) -> date:
        return self.now.date()

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def metric(self, slug: str) -> Metric:
        return Metric.objects.get(slug=slug)

    def owed(self, owner: User | Team, period: Period) -> Decimal:
        """The revenue that a rep or team owes in a period by its own quota; 0 without one."""
        asked = {"rep": owner} if isinstance(owner, User) else {"team": owner}
        rows = quotas_listed(
            Quota.objects.all(), metric=self.metric("revenue"), period=period, **asked
        )
        return rows.aggregate(whole=Sum("amount"))["whole"] or Decimal(0)

    def logged(self, slug: str, reps: list[int], first: date, last: date) -> Decimal:
        """What was logged of a metric on these days."""
        facts = Activity.objects.filter(metric__slug=slug, rep__in=reps, day__range=(first, last))
        return facts.aggregate(whole=Sum("quantity"))["whole"] or Decimal(0)

    def members(self) -> list[int]:
        """The reps in the demo manager's team today."""
        stays = Membership.objects.on(self.today).filter(team=self.team)
        return list(stays.values_list("user_id", flat=True))

    def begun(self, first: date, last: date) -> int:
        """How many opportunities the team opened on these days."""
        opened = Opportunity.objects.filter(rep__in=self.members(), opened_on__range=(first, last))
        return opened.count()

    def won(self, first: date, last: date) -> tuple[int, Decimal]:
        """How many deals the team won on these days, and what they brought."""
        deals = Opportunity.objects.filter(
            rep__in=self.members(), status="won", closed_on__range=(first, last)
        )
        return deals.count(), deals.aggregate(whole=Sum("amount"))["whole"] or Decimal(0)


def setting_of(now: datetime) -> Setting:
    """The demo as `seed_demo` has just stored it."""
    rules = period_rules(Organisation.current())
    month = period_containing(day=now.date(), kind=PeriodKind.MONTH, rules=rules)
    manager = _person("manager")
    top = Team.objects.without_tree_fields().get(parent__isnull=True)
    return Setting(
        now=now,
        year=period_containing(day=now.date(), kind=PeriodKind.YEAR, rules=rules),
        quarter=period_containing(day=now.date(), kind=PeriodKind.QUARTER, rules=rules),
        month=month,
        former_month=previous(month, rules),
        leader=_person("leader"),
        manager=manager,
        rep=User.objects.filter(email=f"rep@{DEMO_DOMAIN}").first() or manager,
        first_sdr=User.objects.filter(role=Role.REP, job_role__name="SDR").order_by("pk").first(),
        top=top,
        team=Team.objects.without_tree_fields().get(managers=manager),
        regions=tuple(Team.objects.without_tree_fields().filter(parent=top).order_by("pk")),
    )


def _person(login: str) -> User:
    return User.objects.get(email=f"{login}@{DEMO_DOMAIN}")
