"""People as the setup lists them: who is where, since when, and who can log in."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.exports import Cell
from accounts.models import JobRole, Membership, Role, Team, User

DEMO_DOMAIN = "demo.repscore.test"
DEMO_PASSWORD = "demo-repscore"  # noqa: S105 – printed on the login page of a demo
DEMO_ORDER = ("rep", "manager", "leader", "admin")


@dataclass(frozen=True)
class PeopleFilter:
    """What the list is narrowed to; empty means everybody, `employed` "now", "left" or ""."""

    search: str = ""
    team: Team | None = None
    role: str = ""
    employed: str = "now"


@dataclass(frozen=True)
class Stay:
    """A membership as a person's page tells it."""

    membership: Membership
    is_current: bool
    is_planned: bool


@dataclass(frozen=True)
class DemoLogin:
    name: str
    role: str
    email: str
    password: str


def people_listed(people: QuerySet[User], wanted: PeopleFilter, *, today: date) -> QuerySet[User]:
    """These people, narrowed and in the order of their names, each with `team_name`.

    `team_name` is that of the team today, for who joins later that of the first one, None
    without any.
    """
    if wanted.search:
        people = people.filter(
            Q(name__icontains=wanted.search)
            | Q(email__icontains=wanted.search)
            | Q(external_id__iexact=wanted.search)
        )
    if wanted.role:
        people = people.filter(role=wanted.role)
    if wanted.employed == "now":
        people = people.filter(Q(left_on__isnull=True) | Q(left_on__gte=today))
    if wanted.employed == "left":
        people = people.filter(left_on__lt=today)
    if wanted.team:
        in_team = Membership.objects.filter(user=OuterRef("pk"), team=wanted.team)
        people = people.filter(Exists(_lasting(in_team, today)))
    stays = _lasting(Membership.objects.filter(user=OuterRef("pk")), today)
    return people.select_related("job_role").annotate(
        team_name=Subquery(stays.order_by("starts_on").values("team__name")[:1])
    )


def people_table(people: QuerySet[User]) -> tuple[list[str], list[list[Cell]]]:
    """Header and rows of a list made by `people_listed`, as a spreadsheet shows it."""
    header = ["Name", "E-mail", "Role", "Job role", "Team", "Time zone", "External id"]
    rows: list[list[Cell]] = [
        [
            person.name,
            person.email,
            person.role,
            person.job_role.name if person.job_role else None,
            team,
            person.time_zone or None,
            person.external_id,
            person.joined_on,
            person.left_on,
            "yes" if person.is_active else "no",
        ]
        for person, team in ((person, vars(person)["team_name"]) for person in people)
    ]
    return [*header, "Joined on", "Left on", "May log in"], rows


def stays_of(person: User, *, today: date) -> list[Stay]:
    """Every membership of a person, the latest first (one query)."""
    rows = person.memberships.select_related("team").order_by("-starts_on")
    return [
        Stay(
            membership=row,
            is_current=row.starts_on <= today and (row.ends_on is None or today <= row.ends_on),
            is_planned=row.starts_on > today,
        )
        for row in rows
    ]


def job_roles_with_people() -> QuerySet[JobRole]:
    """Every job role with `people`, how many have it."""
    return JobRole.objects.annotate(people=Count("user"))


def demo_logins() -> list[DemoLogin]:
    """The accounts of the demo organisation; none where it is not loaded, nor in production."""
    if settings.PRODUCTION:
        return []
    emails = {f"{role}@{DEMO_DOMAIN}" for role in DEMO_ORDER}
    found = {
        person.email.partition("@")[0]: person
        for person in User.objects.filter(email__in=emails, is_active=True)
    }
    return [_demo_login(found[key]) for key in DEMO_ORDER if key in found]


def _demo_login(person: User) -> DemoLogin:
    return DemoLogin(person.name, str(Role(person.role).label), person.email, DEMO_PASSWORD)


def _lasting(stays: QuerySet[Membership], today: date) -> QuerySet[Membership]:
    return stays.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
