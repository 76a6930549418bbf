"""Mappings guessed from the headers that real products write."""

import pytest

from scorecards.parsing.guesses import guess_kind, guess_mapping
from scorecards.parsing.mapping import FactRule, Field, Kind
from scorecards.parsing.period_names import PeriodName
from scorecards.parsing.toml_values import MappingError

MAVEN = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
SALESFORCE = "Id,IsDeleted,AccountId,Name,StageName,Amount,CloseDate,LeadSource,OwnerId,CreatedDate"
PIPEDRIVE = (
    "Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Organization,Deal - Stage,"
    "Deal - Status,Deal - Deal created,Deal - Deal closed on,Deal - Lost reason,"
    "Deal - Expected close date"
)
ZOHO = "Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name,Stage"
HUBSPOT = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date"
OURS = (
    "external_id,rep,name,account,stage,status,amount,opened_on,closed_on,expected_close_on,"
    "lost_reason,lead_source"
)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (
            MAVEN,
            {
                "external_id": "opportunity_id",
                "rep": "sales_agent",
                "name": "product",
                "account": "account",
                "stage": "deal_stage",
                "amount": "close_value",
                "opened_on": "engage_date",
                "closed_on": "close_date",
            },
        ),
        (
            SALESFORCE,
            {
                "external_id": "Id",
                "rep": "OwnerId",
                "name": "Name",
                "stage": "StageName",
                "amount": "Amount",
                "opened_on": "CreatedDate",
                "closed_on": "CloseDate",
                "lead_source": "LeadSource",
            },
        ),
        (
            PIPEDRIVE,
            {
                "external_id": "Deal - ID",
                "rep": "Deal - Owner",
                "name": "Deal - Title",
                "account": "Deal - Organization",
                "stage": "Deal - Stage",
                "status": "Deal - Status",
                "amount": "Deal - Value",
                "opened_on": "Deal - Deal created",
                "closed_on": "Deal - Deal closed on",
                "expected_close_on": "Deal - Expected close date",
                "lost_reason": "Deal - Lost reason",
            },
        ),
        (
            ZOHO,
            {
                "external_id": "Record Id",
                "rep": "Deal Owner",
                "name": "Deal Name",
                "account": "Account Name",
                "stage": "Stage",
                "amount": "Amount",
                "closed_on": "Closing Date",
            },
        ),
        (
            HUBSPOT,
            {
                "external_id": "Record ID",
                "rep": "Deal owner",
                "name": "Deal Name",
                "stage": "Deal Stage",
                "amount": "Amount",
                "opened_on": "Create Date",
                "closed_on": "Close Date",
            },
        ),
        (OURS, {name: name for name in OURS.split(",")}),
    ],
)
def test_the_columns_of_deals_are_recognised(header: str, columns: dict[str, str]) -> None:
    names = header.split(",")

    mapping = guess_mapping(names, "opportunities")

    assert guess_kind(names) == "opportunities"
    assert {field: source.columns[0] for field, source in mapping.fields.items()} == columns


def test_the_names_of_the_api_are_recognised_for_activities() -> None:
    names = ["rep", "metric", "quantity", "occurred_at", "source", "external_id", "note"]

    mapping = guess_mapping(names, "activities")

    assert guess_kind(names) == "activities"
    assert mapping.facts == (FactRule(Field(("metric",)), Field(("quantity",))),)
    assert not mapping.wide


def test_columns_named_after_metrics_make_a_wide_sheet() -> None:
    mapping = guess_mapping(
        ["Rep", "Date", "Calls", "Talk minutes"], "activities", ["talk_minutes"]
    )

    assert mapping.wide
    assert mapping.facts == (
        FactRule(Field(otherwise="talk_minutes"), Field(("Talk minutes",)), optional=True),
    )


def test_people_under_managers_get_a_team_for_each_manager() -> None:
    mapping = guess_mapping(["sales_agent", "manager", "regional_office"], "people")

    assert guess_kind(["sales_agent", "manager", "regional_office"]) == "people"
    assert mapping.team == (Field(("regional_office",)), Field(template="{manager}'s team"))


def test_named_teams_are_taken_as_they_are() -> None:
    mapping = guess_mapping(["Name", "E-mail", "Manager", "Team"], "people")

    assert mapping.team == (Field(("Team",)),)


def test_days_away_are_recognised_by_their_two_ends() -> None:
    mapping = guess_mapping(["Employee", "From", "To", "Leave type"], "time_off")

    assert guess_kind(["Employee", "From", "To", "Leave type"]) == "time_off"
    assert {field: source.columns[0] for field, source in mapping.fields.items()} == {
        "rep": "Employee",
        "starts_on": "From",
        "ends_on": "To",
        "reason": "Leave type",
    }


def test_quotas_have_one_amount_a_row_or_a_column_for_each_month() -> None:
    long = guess_mapping(["Employee ID", "E-mail", "Team", "Metric", "Month", "Quota"], "quotas")

    assert long.fields == {
        "rep": Field(("E-mail", "Employee ID")),
        "metric": Field(("Metric",)),
        "period": Field(("Month",)),
        "amount": Field(("Quota",)),
    }
    assert (long.team, long.months) == ((Field(("Team",)),), ())

    wide = guess_mapping(["Name", "Metric", "Q1 FY26", "Q2 FY26", "FY26"], "quotas")

    assert wide.fields == {"rep": Field(("Name",)), "metric": Field(("Metric",))}
    assert wide.months == (
        (PeriodName("quarter", 1, 2026, fiscal=True), "Q1 FY26"),
        (PeriodName("quarter", 2, 2026, fiscal=True), "Q2 FY26"),
    )


def test_months_without_a_year_ask_for_one_which_may_be_said_beside_the_file() -> None:
    header = ["Rep", "January", "February", "1"]

    with pytest.raises(MappingError, match="say the year of January, February"):
        guess_mapping(header, "quotas", constants={"metric": "revenue"})

    mapping = guess_mapping(header, "quotas", constants={"metric": "revenue", "year": "FY2026"})

    assert mapping.fields["year"] == Field(otherwise="FY2026")
    assert [column for _, column in mapping.months] == ["January", "February"]


@pytest.mark.parametrize("kind", ["opportunities", "activities", "people", "time_off", "quotas"])
def test_a_header_without_the_needed_columns_is_no_guess(kind: Kind) -> None:
    assert guess_kind(["colour", "weight"]) is None
    with pytest.raises(MappingError):
        guess_mapping(["colour", "weight"], kind)
