"""The attainment pages: will we make the number, who may see it, and how it came about."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook
from time_machine import TimeMachineFixture

from accounts.models import Membership, Team, User
from tests.factories import ManagerFactory, OpportunityFactory, RepFactory, TeamFactory
from tests.scorecards.quotas_of_march import MARCH, NOW, owe, sold
from tests.scorecards.week_of_rosa import queries_of

ClientOf = Callable[[User], Client]
FEBRUARY = date(2026, 2, 1)


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture, db: None) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def europe(team: Team, other_team: Team, rep: User, stranger: User) -> Team:
    """Rosa (North) owes 22,000 and has 6,800; Sam (South) owes 11,000 and has 11,000."""
    region: Team = TeamFactory(name="Europe")
    for below in (team, other_team):
        below.parent = region
        below.save()
    owe({rep: 22_000, stranger: 11_000})
    sold(rep, 6_800)
    sold(stranger, 11_000)
    return region


def page(client: Client, address: str = "/attainment/", **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def text(html: str) -> str:
    bare = re.sub(r"<[^>]*>", " ", re.sub(r"<svg.*?</svg>", "", html))
    return " ".join(bare.split())


def rows(shown: str, table: str = "teams") -> list[str]:
    """The rows of a table from the top, without tags."""
    (found,) = re.findall(rf'<section id="attainment-{table}".*?</section>', shown)
    return [text(row) for row in re.findall(r'<tr role="row">.*?</tr>', found)[1:]]


def answer(shown: str) -> str:
    (found,) = re.findall(r'<section id="attainment-answer".*?</section>', shown)
    return text(found)


def download(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_first_thing_seen_is_whether_the_number_will_be_made(
    client_of: ClientOf, manager: User, europe: Team, team: Team
) -> None:
    shown = answer(page(client_of(manager)))
    assert shown.startswith(
        "At this pace $4,400 will be missing At risk 30.9% $6,800 of $22,000 "
        "$8,500 expected by now (39% of the quota) · $1,700 behind that "
        "Missing to the quota $15,200 Needed per working day $1,126 13.5 days left "
        "Projection $17,600 80% "
    )


def test_the_company_with_its_teams_the_furthest_behind_first(
    leader_client: Client, europe: Team
) -> None:
    shown = page(leader_client)
    assert "$17,800 of $33,000" in answer(shown)
    assert [row.split()[0] for row in rows(shown)] == ["Europe", "North", "South"]
    assert rows(shown)[1] == (
        "North At risk 31% Done $6.8k / $22k Missing $15.2k $1.13k a day Projection $17.6k Chance –"
    )
    assert rows(shown)[2] == (
        "South Ahead 100% Done $11k / $11k Missing nothing Projection $28.5k Chance –"
    )


def test_a_team_opens_to_its_people_and_they_to_their_own_page(
    leader_client: Client, europe: Team, team: Team, rep: User
) -> None:
    assert f'<a href="/attainment/{team.pk}/?period=2026-03">North</a>' in page(
        leader_client, "/attainment/?period=2026-03"
    )
    shown = page(leader_client, f"/attainment/{team.pk}/?period=2026-03")
    assert f'<a href="/reps/{rep.pk}/attainment/?period=2026-03">Rosa Rep</a>' in shown
    own = page(leader_client, f"/reps/{rep.pk}/attainment/?period=2026-03")
    facts = f"/reps/{rep.pk}/facts/?metric=revenue&amp;from=2026-03-01&amp;to=2026-03-31"
    assert f'href="{facts}"' in own
    assert "exactly as counted" in page(leader_client, facts.replace("&amp;", "&"))


def test_a_rep_sees_their_own_line_and_what_it_is_made_of(
    rep_client: Client, europe: Team, rep: User, stranger: User
) -> None:
    rep.joined_on = date(2026, 2, 16)
    rep.save()
    owe({rep: 44_000}, ramp=("0.25", "0.5"))
    shown = page(rep_client)
    assert "Why so much is owed" in shown
    assert "1 Mar – 15 Mar: $44,000 × 10 of 22 working days × 25% (ramp, month 1) = $5,000" in text(
        shown
    )
    assert "16 Mar – 31 Mar: $44,000 × 12 of 22 working days × 50% (ramp, month 2)" in text(shown)
    assert stranger.name not in shown


def test_what_of_a_person_who_moved_belongs_to_which_team(
    rep_client: Client, rep: User, team: Team, other_team: Team
) -> None:
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 3, 15))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 3, 16))
    owe({rep: 22_000})
    assert "North $0 / $10,000 South $0 / $12,000" in text(page(rep_client))


def test_a_person_who_moved_on_keeps_a_row_without_a_way_in(
    manager_client: Client, rep: User, team: Team, other_team: Team
) -> None:
    Membership.objects.filter(user=rep).update(ends_on=date(2026, 3, 6))
    Membership.objects.create(user=rep, team=other_team, starts_on=date(2026, 3, 7))
    owe({rep: 22_000})
    shown = page(manager_client)
    assert rows(shown, "people")[0].startswith("Rosa Rep Missed 0% Done $0 / $5k")
    assert f"/reps/{rep.pk}/attainment/" not in shown
    assert manager_client.get(f"/reps/{rep.pk}/attainment/").status_code == 404


def test_a_manager_of_several_teams_has_all_of_them_together(
    client_of: ClientOf, europe: Team, team: Team, other_team: Team
) -> None:
    mine = ManagerFactory(manages=[team, other_team])
    shown = page(client_of(mine))
    assert "$17,800 of $33,000" in answer(shown)
    assert [row.split()[0] for row in rows(shown)] == ["North", "South"]


def test_strangers_are_told_that_there_is_nothing(
    rep_client: Client,
    stranger_client: Client,
    other_manager_client: Client,
    client: Client,
    europe: Team,
    team: Team,
    rep: User,
) -> None:
    assert rep_client.get(f"/attainment/{team.pk}/").status_code == 404
    assert rep_client.get("/attainment/teams.csv").status_code == 404
    assert other_manager_client.get(f"/attainment/{team.pk}/").status_code == 404
    assert other_manager_client.get(f"/attainment/{team.pk}/reps.csv").status_code == 404
    assert stranger_client.get(f"/reps/{rep.pk}/attainment/").status_code == 404
    assert stranger_client.get(f"/reps/{rep.pk}/attainment/months.csv").status_code == 404
    assert client.get("/attainment/")["Location"].startswith("/account/login/")


def test_it_is_a_leaders_home_as_soon_as_anything_is_owed(
    leader_client: Client, manager_client: Client, rep: User, team: Team
) -> None:
    assert leader_client.get("/")["Location"] == f"/teams/{team.pk}/"
    owe({rep: 1_000})
    assert leader_client.get("/")["Location"] == "/attainment/"
    assert manager_client.get("/")["Location"] == f"/teams/{team.pk}/"


def test_without_quotas_it_says_so_and_leads_who_may_set_them(
    leader_client: Client, admin_person_client: Client, rep_client: Client
) -> None:
    for shown in (page(leader_client), page(rep_client)):
        assert "No quotas yet" in shown
        assert "/setup/quotas/" not in shown
    assert 'href="/setup/quotas/"' in page(admin_person_client)


def test_a_time_without_quotas_and_one_that_is_over(leader_client: Client, europe: Team) -> None:
    assert "Nobody owes anything in this time" in answer(
        page(leader_client, "/attainment/?period=2025-12")
    )
    owe({Team.objects.get(name="North"): 500}, months=(FEBRUARY,))
    assert answer(page(leader_client, "/attainment/?period=2026-02")).startswith(
        "Missed by $500 Missed 0.0% $0 of $500 This time is over"
    )
    owe({Team.objects.get(name="North"): 500}, months=(date(2026, 4, 1),))
    assert "This time has not begun" in page(leader_client, "/attainment/?period=2026-04")


def test_several_periods_together_and_a_bad_one(leader_client: Client, europe: Team) -> None:
    assert "Year to date" in page(leader_client, "/attainment/?period=ytd")
    assert "Last 3 months" in page(leader_client, "/attainment/?period=last-3-months")
    shown = page(leader_client, "/attainment/?period=2026-W11")
    assert "is too short for a quota" in shown
    assert "March 2026" in shown


def test_the_year_to_date_goes_on_and_is_never_missed(leader_client: Client, europe: Team) -> None:
    """To 12 March 9 of 22 days owe 13,500 of 33,000; 12,750 are expected by noon."""
    assert answer(page(leader_client, "/attainment/?period=ytd")).startswith(
        "$5,050 ahead so far Ahead 131.9% $17,800 of $13,500"
    )


def test_another_metric_that_is_owed(leader_client: Client, europe: Team, rep: User) -> None:
    owe({rep: 22}, metric="meetings_held")
    sold(rep, 17, metric="meetings_held")
    shown = answer(page(leader_client, "/attainment/?metric=meetings_held"))
    assert "77.3% 17 of 22" in shown


def test_the_difference_to_what_is_assigned_below_is_shown(
    leader_client: Client, europe: Team
) -> None:
    owe({europe: 30_000})
    assert "Over-assigned 10.0%" in answer(page(leader_client, f"/attainment/{europe.pk}/"))
    assert rows(page(leader_client))[0].startswith("Europe assigned +10.0%")


def test_the_open_pipeline_says_what_it_does_not_know(
    leader_client: Client, europe: Team, rep: User
) -> None:
    OpportunityFactory(rep=rep, amount=30_400)
    OpportunityFactory(rep=rep, amount=None)
    shown = answer(page(leader_client))
    assert "Open pipeline $30.4k 2.0 × what is missing" in shown
    assert "2 open opportunities, 1 of them without an amount" in shown


def test_the_last_periods_are_fetched_when_the_page_stands(
    leader_client: Client, europe: Team, team: Team
) -> None:
    """They read a year of everybody's quotas; without script a link leads to them."""
    shown = leader_client.get("/attainment/").content.decode()
    assert shown.count('/attainment/past/?period=2026-03"') == 2
    assert 'hx-get="/attainment/past/?period=2026-03" hx-trigger="load' in shown
    assert "Mar 2026" not in shown
    of_team = leader_client.get(f"/attainment/{team.pk}/?period=2026&sort=name").content.decode()
    assert of_team.count(f'/attainment/{team.pk}/past/?period=2026"') == 2


def test_the_last_periods_are_a_page_and_a_part_of_one(leader_client: Client, europe: Team) -> None:
    address = "/attainment/past/?period=2026-03"
    part = leader_client.get(address, headers={"HX-Request": "true"}).content.decode()
    whole = leader_client.get(address).content.decode()
    assert "<html" not in part
    assert part.strip() in whole
    cells = re.findall(r"<(?:th scope=\"row\"|td class=\"num\")>([^<]*)<", part)
    assert cells == ["Mar 2026", "$17,800", "$33,000"]


def test_without_quotas_there_are_no_last_periods_yet(leader_client: Client) -> None:
    shown = leader_client.get("/attainment/past/").content.decode()
    assert "No quotas yet" in shown


def test_every_table_is_downloaded(
    leader_client: Client, europe: Team, team: Team, rep: User
) -> None:
    teams = download(leader_client, "/attainment/teams.csv?period=2026-03")
    assert [row["Team"] for row in teams] == ["All together", "Europe", "North", "South"]
    north = teams[2]
    assert (north["Actual"], north["Quota"], north["Expected by now"]) == ("6800", "22000", "8500")
    assert (north["Pace"], north["Status"], north["Projection"]) == ("0.8000", "at_risk", "17600")
    people = download(leader_client, f"/attainment/{team.pk}/people.csv")
    assert [(row["Rep"], row["E-mail"]) for row in people] == [("Rosa Rep", "rosa@example.org")]
    assert len(download(leader_client, "/attainment/reps.csv")) == 2
    assert download(leader_client, "/attainment/trend.csv") == [
        {"Period": "Mar 2026", "Actual": "17800", "Quota": "33000"}
    ]
    months = download(leader_client, f"/reps/{rep.pk}/attainment/months.csv")
    assert [(row["Month"], row["Actual"]) for row in months] == [("2026-03", "6800")]
    book = load_workbook(io.BytesIO(leader_client.get("/attainment/teams.xlsx").content))
    assert [cell.value for cell in book.worksheets[0]["A"]][1:3] == ["All together", "Europe"]
    assert leader_client.get("/attainment/nothing.csv").status_code == 404
    assert leader_client.get("/attainment/teams.pdf").status_code == 404


def test_the_page_listens_to_its_teams(
    leader_client: Client, rep_client: Client, europe: Team, rep: User
) -> None:
    shown = page(leader_client)
    assert f'sse-connect="/live/?names=team-{europe.pk}"' in shown
    assert f'hx-trigger="sse:team-{europe.pk} delay:300ms"' in shown
    fragment = leader_client.get("/attainment/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="attainment"')
    assert f'sse-connect="/live/?names=rep-{rep.pk}"' in page(rep_client)


def test_how_the_figures_are_made_stands_on_the_page(leader_client: Client, europe: Team) -> None:
    shown = page(leader_client)
    assert "How are these figures made?" in shown
    assert "Once there are 8 finished periods" in shown


def test_few_people_take_as_many_queries_as_many(
    leader_client: Client, manager_client: Client, rep_client: Client, europe: Team, team: Team
) -> None:
    clients = {
        "/attainment/": leader_client,
        f"/attainment/{team.pk}/": manager_client,
        "/attainment/reps.csv": leader_client,
        "/attainment/past/": leader_client,
    }
    few = {address: queries_of(client, address) for address, client in clients.items()}
    own = queries_of(rep_client, "/attainment/")
    for number in range(12):
        below = TeamFactory(parent=team) if number % 3 == 0 else team
        newcomer = RepFactory(team=below)
        owe({newcomer: 1_000}, months=(FEBRUARY, MARCH))
        OpportunityFactory(rep=newcomer, amount=10)
        sold(newcomer, 5)
    assert {address: queries_of(client, address) for address, client in clients.items()} == few
    assert queries_of(rep_client, "/attainment/") == own
