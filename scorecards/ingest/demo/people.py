"""The demo organisation's people: three regions, eight teams, three job roles.

Everything follows from the seed and the day, so two runs give the same organisation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from accounts.models import Calendar, JobRole, Membership, Organisation, Role, Team, TimeOff, User
from accounts.queries.people import DEMO_DOMAIN, DEMO_PASSWORD

SDR, AE, AM = "SDR", "Account executive", "Account manager"

# name, country of the holidays, region of the holidays, time zone, teams
REGIONS = (
    ("Americas", "US", "", "America/New_York", ("New York", "Austin", "Toronto")),
    ("EMEA", "DE", "BE", "Europe/Berlin", ("Berlin", "Munich", "Vienna")),
    ("Asia Pacific", "SG", "", "Asia/Singapore", ("Singapore", "Sydney")),
)
_ROLE_MIX = (SDR, AE, AE, SDR, AM, AE, SDR, AM)
_FIRST = (
    "Amara Ben Carla Dmitri Elif Farid Grace Hiro Ines Jonas Kavya Liam Mei Nora Omar"
    " Priya Quinn Rosa Samir Tessa Uma Viktor Wanda Xavier Yara Zoe Anton Bianca Callum"
    " Daniela Emeka Freya Gustavo Hana Ivan Jade Kofi Lena Mateo Nadia Oscar Paula Rafael"
    " Sofia Tariq Ulla Vera Wei"
).split()
_LAST = (
    "Adeyemi Becker Costa Dubois Eriksen Fischer Garcia Haddad Ito Jensen Kumar Larsen"
    " Moreau Novak Okafor Petrov Quist Rossi Silva Tanaka Ueda Vargas Weber Xu Yilmaz"
    " Zimmer Andersson Baker Chen Diaz Evans Fonseca Gupta Hughes Iqbal Janssen Kim Lopez"
    " Martin Nguyen"
).split()


@dataclass(frozen=True)
class DemoRep:
    """A stored rep with what the generator of facts needs. `skill` is around 1."""

    user: User
    job: str
    skill: float
    joined_on: date
    left_on: date | None
    away: tuple[tuple[date, date], ...]
    random: Random


def add_people(*, reps: int, today: date, first_day: date, seed: int) -> list[DemoRep]:
    """Organisation, calendars, teams, managers and reps; the reps come back."""
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Northwind Sales (demo)",
            "currency": "EUR",
            "time_zone": "Europe/Berlin",
        },
    )
    Calendar.objects.get_or_create(name="Standard", defaults={"is_default": True})
    jobs = {name: JobRole.objects.get_or_create(name=name)[0] for name in (SDR, AE, AM)}
    password = make_password(DEMO_PASSWORD)
    teams = list(_teams(password, first_day))
    _add_leaders(password, first_day)
    found = [
        _rep(number, teams[number % len(teams)], jobs, password, today, first_day, seed)
        for number in range(reps)
    ]
    _store(found, teams, today, first_day)
    return found


def _teams(password: str, first_day: date) -> Iterator[tuple[Team, str]]:
    top = Team.objects.create(name="Worldwide")
    top.managers.add(_manager("vp", 50, password, "Europe/Berlin", first_day))
    number = 0
    for name, country, holidays_of, zone, places in REGIONS:
        calendar, _ = Calendar.objects.get_or_create(
            name=name, defaults={"country": country, "region": holidays_of}
        )
        region = Team.objects.create(name=name, parent=top, calendar=calendar)
        region.managers.add(_manager(f"director.{number}", 40 + number, password, zone, first_day))
        for place in places:
            team = Team.objects.create(name=place, parent=region)
            number += 1
            login = "manager" if number == 4 else f"manager.{number}"
            team.managers.add(_manager(login, 20 + number, password, zone, first_day))
            yield team, zone


def _manager(login: str, number: int, password: str, zone: str, first_day: date) -> User:
    return _user(login, _name(7 * number + 3), Role.MANAGER, password, zone, first_day)


def _add_leaders(password: str, first_day: date) -> None:
    _user("leader", "Helena Brandt", Role.LEADER, password, "", first_day)
    admin = _user("admin", "Sam Admin", Role.ADMIN, password, "", first_day)
    admin.is_staff = admin.is_superuser = True
    admin.save(update_fields=["is_staff", "is_superuser"])


def _user(login: str, name: str, role: Role, password: str, zone: str, joined: date) -> User:
    return User.objects.create(
        email=f"{login}@{DEMO_DOMAIN}",
        name=name,
        role=role,
        password=password,
        time_zone=zone,
        joined_on=joined - timedelta(days=400),
    )


def _rep(
    number: int,
    team: tuple[Team, str],
    jobs: dict[str, JobRole],
    password: str,
    today: date,
    first_day: date,
    seed: int,
) -> DemoRep:
    random = Random(f"{seed}-{number}")
    job = _ROLE_MIX[number // 8 % len(_ROLE_MIX)] if number != _DEMO_REP else AE
    joined = first_day - timedelta(days=random.randint(30, 900))
    left = None
    if number % 13 == 5:  # a newcomer, still ramping
        joined = today - timedelta(days=random.randint(20, 75))
    if number == 9:  # the leaver
        left = today - timedelta(days=70)
    name = _name(number)
    login = "rep" if number == _DEMO_REP else f"{name.lower().replace(' ', '.')}.{number}"
    user = User(
        email=f"{login}@{DEMO_DOMAIN}",
        name=name,
        role=Role.REP,
        job_role=jobs[job],
        password=password,
        time_zone=team[1],
        external_id=f"demo-{number:05}",
        joined_on=max(joined, date(2000, 1, 1)),
        left_on=left,
    )
    skill = min(1.45, max(0.6, random.gauss(1.0, 0.16)))
    if number == _DEMO_REP:
        skill = 0.97
    return DemoRep(user, job, skill, joined, left, _absences(random, today, first_day), random)


_DEMO_REP = 3
"""The rep of the login shown: an account executive in the demo manager's team."""


def _absences(random: Random, today: date, first_day: date) -> tuple[tuple[date, date], ...]:
    """A summer or winter holiday, some single days; now and then one that is still to come."""
    found = []
    days = max(1, (today - first_day).days)
    for length in (12, 5, 0, 0):
        start = first_day + timedelta(days=random.randrange(days + 20))
        found.append((start, start + timedelta(days=length)))
    found.sort()
    apart = [found[0]]
    for span in found[1:]:
        if span[0] > apart[-1][1]:
            apart.append(span)
    return tuple(apart)


def _name(number: int) -> str:
    first = _FIRST[number % len(_FIRST)]
    return f"{first} {_LAST[(number * 7 + number // len(_FIRST)) % len(_LAST)]}"


def _store(
    reps: Sequence[DemoRep], teams: Sequence[tuple[Team, str]], today: date, first_day: date
) -> None:
    User.objects.bulk_create([rep.user for rep in reps], batch_size=1000)
    moved_on = today - timedelta(days=45)
    memberships = []
    for number, rep in enumerate(reps):
        team = teams[number % len(teams)][0]
        starts = rep.joined_on
        if number == 14:  # the mover: from one team to another in the middle of a month
            memberships.append(
                Membership(
                    user=rep.user, team=team, starts_on=starts, ends_on=moved_on - timedelta(days=1)
                )
            )
            team, starts = teams[3 % len(teams)][0], moved_on
        memberships.append(Membership(user=rep.user, team=team, starts_on=starts))
    Membership.objects.bulk_create(memberships, batch_size=1000)
    TimeOff.objects.bulk_create(
        [
            TimeOff(
                user=rep.user,
                starts_on=first,
                ends_on=last,
                half_days=first == last and first.day % 2 == 0,
                reason="Holiday" if first != last else "Personal",
            )
            for rep in reps
            for first, last in rep.away
        ],
        batch_size=1000,
    )
