"""From imported quotas to scores and attainment: every figure reckoned on paper.

Who owes what, a working day and in February (the days are told in `two_teams`):

* Ann 20,000 ÷ 20 = 1,000 a day; 18.5 days: 18,500. Over: 11 − ½ + ½ = 11 days, 11,000.
* Ben 16,000 ÷ 20 = 800 a day, nothing to the 11th (tenure month 1), then a quarter: 11 days of
  200 are 2,200. Over: the 14th, 15th and half of today, 500.
* Cat 19,000 over 9 days of the North and 10 of the South: 1,000 a day. Over: 9 + 2½ days, 11,500.
* Dan 16,000 ÷ 16 = 1,000 a day; 10 days to the 17th: 10,000. Over: 8½ days, 8,500.
* Eve 1,000 a day on 6 days, then 24,000 ÷ 16 = 1,500 on 10: 21,000. Over: 6,000 + 2½ × 1,500.
* Fay owes nothing.
* The North's own 27,000 ÷ 20 = 1,350 a day; over: 11½ days, 15,525. Given out: 18,500 + 2,200 +
  Cat's 9,000 = 29,700, a tenth more.
* The South has none of its own: Cat's 10,000 + 10,000 + 21,000 = 41,000, of which 2,500 + 8,500 +
  9,750 = 20,750 are over.
"""

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from time_machine import TimeMachineFixture

from accounts.actions.organisation import change_organisation
from accounts.models import User
from scorecards.models import Score
from scorecards.scoring.records import LineState, ScoredLine
from scorecards.scoring.rounding import settled
from tests.journeys.two_teams import AFTER, NOON, TwoTeams, four_places, total, words

pytestmark = pytest.mark.django_db
D = Decimal

# actual, quota, expected by now, missing, working days left, needed a day, projection, pace.
FIGURES = (
    "actual",
    "quota",
    "expected",
    "missing",
    "days_left",
    "needed_per_day",
    "projection",
    "pace",
)
IN_FILES = (
    "Actual",
    "Quota",
    "Expected by now",
    "Missing to the quota",
    "Working days left",
    "Needed per working day",
    "Projection",
    "Pace",
)
Figures = tuple[str | None, ...]

FEBRUARY: dict[str, Figures] = {
    # 6,400 ÷ 7.5; 12,100 × 18,500 ÷ 11,000
    "Ann": ("12100", "18500", "11000", "6400", "7.5", "853.3333", "20350", "1.1"),
    # 1,800 ÷ 8.5; 400 × 2,200 ÷ 500
    "Ben": ("400", "2200", "500", "1800", "8.5", "211.7647", "1760", "0.8"),
    # 10,000 ÷ 7.5; 9,000 × 19 ÷ 11.5
    "Cat": ("9000", "19000", "11500", "10000", "7.5", "1333.3333", "14869.5652", "0.7826"),
    # 10,000 × 10 ÷ 8.5; half of today and the 17th are left
    "Dan": ("10000", "10000", "8500", "0", "1.5", "0", "11764.7059", "1.1765"),
    "Eve": ("9750", "21000", "9750", "11250", "7.5", "1500", "21000", "1"),
    "Fay": ("3000", None, None, None, "7.5", None, None, None),
    # 12,100 + 400 + Cat's 5,000 of the 3rd; 9,500 ÷ 8.5; 17,500 × 27,000 ÷ 15,525
    "North": ("17500", "27000", "15525", "9500", "8.5", "1117.6471", "30434.7826", "1.1272"),
    # 4,000 + 10,000 + 9,750 + 3,000; 14,250 ÷ 7.5; 26,750 × 41,000 ÷ 20,750
    "South": ("26750", "41000", "20750", "14250", "7.5", "1900", "52855.4217", "1.2892"),
    # the default calendar has 21 − 11.5 days left: 23,750 ÷ 9.5; 44,250 × 68,000 ÷ 36,275
    "Europe": ("44250", "68000", "36275", "23750", "9.5", "2500", "82949.6899", "1.2198"),
}
QUARTER: dict[str, Figures] = {
    # 18,000 + 18,500 + 22,000; 31,400 ÷ (7.5 + 22)
    "Ann": ("27100", "58500", "29000", "31400", "29.5", "1064.4068", "54667.2414", "0.9345"),
    # January 0; March 22,000 ÷ 22 = 1,000 a day: 7 days of 25 % and 15 of 50 %, 9,250
    "Ben": ("400", "11450", "500", "11050", "30.5", "362.2951", "9160", "0.8"),
    "Cat": ("19000", "57000", "30500", "38000", "25.5", "1490.1961", "35508.1967", "0.623"),
    "Dan": ("26000", "26000", "24500", "0", "1.5", "0", "27591.8367", "1.0612"),
    "Eve": ("17750", "53000", "25750", "35250", "25.5", "1382.3529", "36533.9806", "0.6893"),
    # nothing is owed before March: no pace yet, and what is done counts
    "Fay": ("11000", "8000", "0", "0", "25.5", "0", None, None),
    # 24,300 + 27,000 + 29,700; 24,300 + 15,525
    "North": ("42500", "81000", "39825", "38500", "30.5", "1262.2951", "86440.678", "1.0672"),
    # Cat from the 14th on 29,000; 26,000; 53,000; 8,000
    "South": ("58750", "116000", "52750", "57250", "25.5", "2245.098", "129194.3128", "1.1137"),
    "Europe": ("101250", "197000", "92575", "95750", "32.5", "2946.1538", "215460.4375", "1.0937"),
}
YEAR: dict[str, Figures] = {
    # 171,000 − 1,500 of February; 129,000 + 11,000 are over; 14,000 of December
    "Ann": ("41100", "169500", "140000", "128400", "29.5", "4352.5424", "49760.3571", "0.2936"),
    # 270,000 − 27,000 − 29,700 = 213,300, and 15,525; 213,500 ÷ 30.5
    "North": ("56500", "270000", "228825", "213500", "30.5", "7000", "66666.6667", "0.2469"),
    "South": ("58750", "116000", "52750", "57250", "25.5", "2245.098", "129194.3128", "1.1137"),
    "Europe": (
        "115250",
        "386000",
        "281575",
        "270750",
        "32.5",
        "8330.7692",
        "157991.6541",
        "0.4093",
    ),
}
TO_DATE: dict[str, Figures] = {
    # all of today is owed: 129,000 + 11,500
    "Ann": ("41100", "140500", "140000", "99400", "0.5", "198800", "41246.7857", "0.2936"),
    "Fay": ("11000", "0", "0", "0", "0.5", "0", None, None),
    # 213,300 + 12 × 1,350
    "North": ("56500", "229500", "228825", "173000", "0.5", "346000", "56666.6667", "0.2469"),
    # Cat 3,000; Dan 16,000 + 9,000; Eve 16,000 + 6,000 + 4,500
    "South": ("58750", "54500", "52750", "0", "0.5", "0", "60699.0521", "1.1137"),
    "Europe": ("115250", "284000", "281575", "168750", "0.5", "337500", "116242.5641", "0.4093"),
}
LAST_THREE: dict[str, Figures] = {
    # 15,000 + 18,000 + 18,500
    "Ann": ("41100", "51500", "44000", "10400", "7.5", "1386.6667", "48105.6818", "0.9341"),
    # 27,000 + 24,300 + 27,000; 51,300 + 15,525
    "North": ("56500", "78300", "66825", "21800", "8.5", "2564.7059", "66202.0202", "0.8455"),
    # January of Dan and Eve 32,000, and February's 41,000
    "South": ("58750", "73000", "52750", "14250", "7.5", "1900", "81303.3175", "1.1137"),
    "Europe": ("115250", "151300", "119575", "36050", "9.5", "3794.7368", "145827.5141", "0.9638"),
}
PERIODS = {
    "2028-02": FEBRUARY,
    "FY2028-Q4": QUARTER,
    "FY2028": YEAR,
    "ytd": TO_DATE,
    "last-3-months": LAST_THREE,
}


@pytest.fixture
def two_teams(
    time_machine: TimeMachineFixture, tmp_path: Path, admin_person: User, leader: User
) -> TwoTeams:
    return TwoTeams(time_machine, tmp_path, admin_person, leader)


def paper(figures: Figures) -> tuple[Decimal | None, ...]:
    return tuple(None if each is None else D(each) for each in figures)


def scored_line(rep: User, key: str) -> ScoredLine:
    (line,) = Score.objects.get(rep=rep, scored_period__key=key).scored_lines
    return line


def target(rep: User, key: str) -> Decimal:
    return round(scored_line(rep, key).target, 6)


class TestAttainment:
    def test_the_api_says_what_stands_on_paper(self, two_teams: TwoTeams) -> None:
        for period, expected in PERIODS.items():
            found = {
                **two_teams.attainment(period, "rep"),
                **two_teams.attainment(period, "team"),
            }
            rows = {name: four_places(found[name], FIGURES) for name in expected}
            assert rows == {name: paper(each) for name, each in expected.items()}, period
            (everything,) = two_teams.attainment(period, "organisation").values()
            assert four_places(everything, FIGURES) == paper(expected["Europe"])

    def test_a_status_follows_the_pace_at_its_very_threshold(self, two_teams: TwoTeams) -> None:
        found = two_teams.attainment("2028-02", "rep")
        assert {name: row["status"] for name, row in found.items()} == {
            "Ann": "ahead",  # 1.1 exactly
            "Ben": "at_risk",  # 0.8 exactly
            "Cat": "behind",
            "Dan": "ahead",
            "Eve": "on_track",  # 1 exactly
            "Fay": None,
        }

    def test_what_was_given_out_against_what_the_north_owes(self, two_teams: TwoTeams) -> None:
        def share(period: str) -> float:
            return round(two_teams.attainment(period, "team")["North"]["assignment"], 6)

        assert share("2028-02") == 0.1
        assert share("FY2028-Q4") == 0.209259  # 58,500 + 11,450 + 28,000 = 97,950 of 81,000
        assert share("FY2028") == -0.226111  # 169,500 + 11,450 + 28,000 = 208,950 of 270,000
        assert share("ytd") == -0.263181  # 140,500 + 600 + 28,000 = 169,100 of 229,500
        assert share("last-3-months") == 0.043423  # 51,500 + 2,200 + 28,000 of 78,300
        assert two_teams.attainment("2028-02", "team")["South"]["assignment"] is None

    def test_who_moved_counts_in_each_team_for_the_days_there(self, two_teams: TwoTeams) -> None:
        for team, expected in {
            "North": ("5000", "9000", "9000", "4000", "0", None, "5000", "0.5556"),
            # 2.5 of 10 days are over: 4,000 × 10 ÷ 2.5
            "South": ("4000", "10000", "2500", "6000", "7.5", "800", "16000", "1.6"),
        }.items():
            rows = two_teams.attainment("2028-02", "rep", team=two_teams.team(team).pk)
            assert four_places(rows["Cat"], FIGURES) == paper(expected)
        rows = two_teams.attainment("2028-02", "rep", team=two_teams.team("North").pk)
        assert rows["Cat"]["status"] == "missed"  # those days are over

    def test_files_say_the_same(self, two_teams: TwoTeams) -> None:
        browser = two_teams.browser()
        for period, expected in PERIODS.items():
            found: dict[str, dict[str, str]] = {}
            for table in ("teams", "reps"):
                file = browser.get(f"/attainment/{table}.csv", {"period": period})
                rows = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
                found |= {next(iter(row.values())): row for row in rows}
            for name, figures in expected.items():
                cells = tuple(
                    D(found[name][each]) if found[name][each] else None for each in IN_FILES
                )
                assert cells == paper(figures), (period, name)
            assert [found["All together"][each] for each in IN_FILES] == [
                found["Europe"][each] for each in IN_FILES
            ]

    def test_the_page_says_the_same_in_words(self, two_teams: TwoTeams) -> None:
        shown = words(two_teams.browser().get("/attainment/?period=2028-02").content.decode())
        for said in (
            "$44,250 of $68,000",
            "$36,275 expected by now (53% of the quota) · $7,975 ahead of that",
            "Missing to the quota $23,750 Needed per working day $2,500 9.5 days left",
            "Projection $82,950",
            "North assigned +10.0% Ahead 65% Done $17.5k / $27k Missing $9.5k $1.12k a day",
            "South Ahead 65% Done $26.8k / $41k Missing $14.3k $1.9k a day",
            "Below 50% 3 60% 50–80% 1 20% 80–100% 0 0% 100% and more 1 20%",
            "1 rep owes nothing",
            "$99k 4.2 ×",  # the one open deal: 99,000 ÷ 23,750
        ):
            assert said in shown

    def test_the_last_periods_come_after_the_page(self, two_teams: TwoTeams) -> None:
        past = two_teams.browser().get("/attainment/past/?period=2028-02").content.decode()
        # January: 24,300 of the North, 16,000 each of Dan and Eve; all but Ann's December
        said = "Dec 2027 $14,000 $27,000 Jan 2028 $57,000 $56,300 Feb 2028 $44,250 $68,000"
        assert said in words(past)

    def test_a_rep_reads_why_so_much_is_owed(self, two_teams: TwoTeams) -> None:
        def own(name: str) -> str:
            browser = two_teams.browser(two_teams.rep(name))
            return words(browser.get("/attainment/?period=2028-02").content.decode())

        assert "$16,000 × 11 of 20 working days × 25% (ramp, month 2) = $2,200" in own("Ben")
        assert "North $5,000 / $9,000 South $4,000 / $10,000" in own("Cat")
        eve = own("Eve")
        assert "1 Feb – 13 Feb: $16,000 × 6 of 16 working days = $6,000" in eve
        assert "14 Feb – 29 Feb: $24,000 × 10 of 16 working days = $15,000" in eve

    def test_where_time_off_lowers_no_quota(self, two_teams: TwoTeams) -> None:
        """Ann owes all of 20,000, 11,500 by now, over the 7.5 days that she is there."""
        change_organisation(
            choices={"time_off_lowers_quotas": False}, by=two_teams.admin, today=NOON.date()
        )
        two_teams.at(NOON)
        rows = two_teams.attainment("2028-02", "rep")
        assert four_places(rows["Ann"], FIGURES) == paper(
            ("12100", "20000", "11500", "7900", "7.5", "1053.3333", "21043.4783", "1.0522")
        )
        assert target(two_teams.rep("Ann"), "2028-02") == 18500  # the benchmark's own choice


class TestScores:
    def test_days_and_months_of_the_north(self, two_teams: TwoTeams) -> None:
        ann, ben, cat = map(two_teams.rep, ("Ann", "Ben", "Cat"))
        assert target(ann, "2028-01") == 18000
        assert target(ann, "2028-01-31") == round(D(18000) / 21, 6)
        assert target(ann, "2028-02") == 18500
        assert target(ann, "2028-02-08") == 1000
        assert target(ann, "2028-02-09") == 500  # half a day off
        assert target(ben, "2028-02") == 2200
        assert (target(ben, "2028-02-11"), target(ben, "2028-02-14")) == (0, 200)
        assert scored_line(ben, "2028-02-11").state == LineState.NOT_EXPECTED
        assert target(cat, "2028-01") == 19000
        assert target(cat, "2028-02") == 9000
        assert target(cat, "2028-02-11") == 1000
        assert not Score.objects.filter(rep=cat, scored_period__key="2028-02-14").exists()

    def test_weeks_and_quarters_of_the_south(self, two_teams: TwoTeams) -> None:
        cat, dan, eve, fay = map(two_teams.rep, ("Cat", "Dan", "Eve", "Fay"))
        assert target(dan, "FY2028-Q4") == 26000
        assert target(eve, "FY2028-Q4") == 53000
        # The written 51,000 stands in on February's 16 of 51 days; a January of 0 is one.
        assert target(fay, "FY2028-Q4") == 24000
        assert target(cat, "FY2028-Q4") == 29000
        assert target(dan, "2028-W07") == 4000
        # Monday in January, three days in February.
        assert target(eve, "2028-W05") == round(D(16000) / 17 + 3000, 6)
        assert target(eve, "2028-W06") == 3000  # closed on Thursday
        assert target(eve, "2028-W07") == 6000  # raised from Monday on
        assert target(cat, "2028-W07") == 4000
        assert target(fay, "2028-W03") == 0
        assert scored_line(fay, "2028-W03").state == LineState.NOT_EXPECTED
        # The written 4,000 for three of its four days.
        assert target(fay, "2028-W07") == 4000
        assert target(fay, "2028-W06") == 4000

    def test_a_leaver_owes_what_the_days_before_owe(self, two_teams: TwoTeams) -> None:
        two_teams.at(AFTER)
        dan = two_teams.rep("Dan")
        assert target(dan, "2028-W07") == 4000  # all four days to Thursday the 17th
        assert not Score.objects.filter(rep=dan, scored_period__key="2028-W08").exists()

    def test_the_days_total_the_month(self, two_teams: TwoTeams) -> None:
        """Over the leap day: on Tuesday the 29th Ann owes 1,000, on her day off nothing."""
        two_teams.at(AFTER)
        for name, owed in {"Ann": 18500, "Ben": 2200, "Cat": 9000}.items():
            rep = two_teams.rep(name)
            days = [date(2028, 2, 1) + timedelta(days=n) for n in range(29)]
            stored = Score.objects.filter(
                rep=rep, scored_period__key__in=[day.isoformat() for day in days]
            )
            assert settled(total(row.scored_lines[0].target for row in stored)) == owed
            assert target(rep, "2028-02") == owed
        ann = two_teams.rep("Ann")
        assert target(ann, "2028-02-29") == 1000
        assert target(ann, "2028-03") == 22000
        assert target(two_teams.rep("Ben"), "2028-03") == 9250

    def test_the_weeks_total_the_month_over_its_ends(self, two_teams: TwoTeams) -> None:
        """Eve's five weeks: 21,000 of February, a Monday of January, two days of March."""
        two_teams.at(AFTER)
        eve = two_teams.rep("Eve")
        weeks = total(scored_line(eve, f"2028-W{n:02}").target for n in range(5, 10))
        assert round(weeks, 6) == round(21000 + D(16000) / 17 + D(32000) / 18, 6)

    def test_the_api_of_scores_says_the_same(self, two_teams: TwoTeams) -> None:
        query = {"period": "2028-02", "rep": str(two_teams.rep("Ann").pk)}
        answer = two_teams.program().get("/api/v1/scores/", query)
        found = {row["period"]: row for row in answer.json()["results"]}
        (line,) = found["2028-02"]["lines"]
        assert (line["actual"], line["target"]) == ("12100", "18500")
        assert (round(line["pace"], 9), line["status"]) == (1.1, "ahead")

    def test_the_section_of_one_line_has_the_status_of_its_line(self, two_teams: TwoTeams) -> None:
        for name, status in {"Ann": "ahead", "Ben": "at_risk"}.items():
            query = {"period": "2028-02", "rep": str(two_teams.rep(name).pk)}
            answer = two_teams.program().get("/api/v1/scores/", query)
            (row,) = [row for row in answer.json()["results"] if row["period"] == "2028-02"]
            assert (row["status"], row["lines"][0]["status"]) == (status, status)

    def test_the_words_of_the_explanation_add_up(self, two_teams: TwoTeams) -> None:
        for name, kind, period, sums in (
            ("Ann", "objectives", "2028-02", ["18,500"]),
            ("Ben", "objectives", "2028-02", ["0", "2,200"]),
            ("Cat", "objectives", "2028-02", ["9,000"]),
            ("Cat", "objectives", "FY2028-Q4", ["10,000", "19,000"]),
            ("Eve", "objectives", "FY2028-Q4", ["16,000", "6,000", "15,000", "16,000"]),
            ("Eve", "activities", "2028-W05", ["941", "3,000"]),
        ):
            rep = two_teams.rep(name)
            page = two_teams.browser(rep).get(f"/reps/{rep.pk}/scores/{kind}/", {"period": period})
            shown = words(page.content.decode())
            assert re.findall(r"of quota[^$]*?: \$([\d,]+)", shown) == sums, shown
        shown = words(
            two_teams.browser()
            .get(f"/reps/{two_teams.rep('Ben').pk}/scores/objectives/?period=2028-02")
            .content.decode()
        )
        assert "$16,000 of quota, 25 % in tenure month 2, 11 of 20 working days: $2,200" in shown
        assert "$500 by now" in shown

    def test_stored_is_rebuilt(
        self, two_teams: TwoTeams, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for moment in (NOON, AFTER):
            two_teams.at(moment)
            call_command("recompute", check=True, first=date(2027, 4, 1))
            assert "Stored = rebuilt for" in capsys.readouterr().out
