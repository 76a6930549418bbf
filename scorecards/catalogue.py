"""The ready-made metrics of the KPI catalogue (docs/kpis.md) as plain rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadyMadeMetric:
    slug: str
    name: str
    description: str
    unit: str = "count"
    kind: str = "activity"
    timing: str = "lead"
    aggregation: str = "sum"
    direction: str = "higher"
    impact: str = "high"
    necessity: str = "should"
    from_opportunities: bool = False
    is_active: bool = True


READY_MADE: tuple[ReadyMadeMetric, ...] = (
    ReadyMadeMetric("calls", "Calls", "Calls made (dials).", necessity="must"),
    ReadyMadeMetric("connects", "Connected calls", "Calls answered.", necessity="must"),
    ReadyMadeMetric(
        "positive_calls",
        "Positive calls",
        "Calls that ended with a next step agreed.",
        necessity="must",
    ),
    ReadyMadeMetric("call_backs", "Call-backs", "Call-backs received."),
    ReadyMadeMetric("talk_minutes", "Talk time", "Time talking.", unit="minutes"),
    ReadyMadeMetric(
        "after_call_minutes",
        "After-call work",
        "Follow-up work after calls.",
        unit="minutes",
        direction="lower",
        impact="low",
    ),
    ReadyMadeMetric("emails", "E-mails", "E-mails sent.", impact="low"),
    ReadyMadeMetric("email_replies", "E-mail replies", "Replies received."),
    ReadyMadeMetric(
        "social_touches", "Social touches", "Social messages sent.", impact="low", necessity="nice"
    ),
    ReadyMadeMetric("meetings_booked", "Meetings booked", "Meetings scheduled.", necessity="must"),
    ReadyMadeMetric("meetings_held", "Meetings held", "Meetings or demos held.", necessity="must"),
    ReadyMadeMetric("proposals", "Proposals", "Proposals sent."),
    ReadyMadeMetric(
        "prospects_contacted", "Prospects contacted", "Prospects a rep had to speak to."
    ),
    ReadyMadeMetric("new_leads", "New leads", "New leads in the pipeline."),
    ReadyMadeMetric("qualified_leads", "Qualified leads", "Leads qualified."),
    ReadyMadeMetric(
        "visitors", "Visitors", "Visitors sent to the site.", impact="low", necessity="nice"
    ),
    ReadyMadeMetric(
        "opportunities_created",
        "Opportunities",
        "Opportunities opened.",
        kind="objective",
        necessity="must",
        from_opportunities=True,
    ),
    ReadyMadeMetric(
        "pipeline_created",
        "Pipeline created",
        "Value of opportunities opened.",
        unit="money",
        kind="objective",
        from_opportunities=True,
    ),
    ReadyMadeMetric(
        "deals_won",
        "Deals won",
        "Opportunities won.",
        kind="objective",
        timing="lag",
        necessity="must",
        from_opportunities=True,
    ),
    ReadyMadeMetric(
        "deals_lost",
        "Deals lost",
        "Opportunities lost.",
        kind="objective",
        timing="lag",
        direction="lower",
        from_opportunities=True,
    ),
    ReadyMadeMetric(
        "revenue",
        "Revenue",
        "Value won.",
        unit="money",
        kind="money",
        timing="lag",
        necessity="must",
        from_opportunities=True,
    ),
    ReadyMadeMetric(
        "fulfilment_cost",
        "Fulfilment cost",
        "Cost of delivering what was sold.",
        unit="money",
        kind="money",
        timing="lag",
        direction="lower",
    ),
    ReadyMadeMetric(
        "cycle_days_won",
        "Days to win",
        "Days from open to won.",
        unit="days",
        kind="objective",
        timing="lag",
        direction="lower",
        from_opportunities=True,
    ),
    ReadyMadeMetric(
        "cycle_days_closed",
        "Days to close",
        "Days from open to won or lost.",
        unit="days",
        kind="objective",
        timing="lag",
        direction="lower",
        from_opportunities=True,
    ),
    ReadyMadeMetric(
        "contract_value",
        "Contract value",
        "Value of contracts signed.",
        unit="money",
        kind="money",
        timing="lag",
    ),
    ReadyMadeMetric(
        "contract_years",
        "Contract years",
        "Length of contracts signed.",
        unit="years",
        kind="money",
        timing="lag",
    ),
    ReadyMadeMetric(
        "subscription_revenue",
        "Subscription revenue",
        "Recurring revenue.",
        unit="money",
        kind="money",
        timing="lag",
    ),
    ReadyMadeMetric(
        "extra_recurring",
        "Extra recurring revenue",
        "Recurring revenue from extras and upgrades.",
        unit="money",
        kind="money",
        timing="lag",
    ),
    ReadyMadeMetric(
        "cancelled_recurring",
        "Cancelled recurring revenue",
        "Recurring revenue lost by cancelling.",
        unit="money",
        kind="money",
        timing="lag",
        direction="lower",
    ),
    ReadyMadeMetric(
        "paying_customers",
        "Paying customers",
        "Customers that paid this month.",
        kind="objective",
        timing="lag",
    ),
    ReadyMadeMetric(
        "new_customers", "New customers", "Customers won.", kind="objective", timing="lag"
    ),
    ReadyMadeMetric(
        "accounts_with_deals",
        "Accounts with deals",
        "Distinct accounts with a deal.",
        kind="objective",
        timing="lag",
    ),
    ReadyMadeMetric(
        "customers_due",
        "Customers due",
        "Customers up for renewal.",
        kind="objective",
        timing="lag",
    ),
    ReadyMadeMetric(
        "customers_lost",
        "Customers lost",
        "Customers that did not renew.",
        kind="objective",
        timing="lag",
        direction="lower",
    ),
    ReadyMadeMetric(
        "customers_renewed",
        "Customers renewed",
        "Customers that renewed.",
        kind="objective",
        timing="lag",
    ),
    ReadyMadeMetric(
        "sales_and_marketing_cost",
        "Sales and marketing cost",
        "Spend on sales and marketing.",
        unit="money",
        kind="money",
        timing="lag",
        direction="lower",
    ),
    ReadyMadeMetric(
        "cash_collected",
        "Cash collected",
        "Payments received.",
        unit="money",
        kind="money",
        timing="lag",
    ),
    ReadyMadeMetric(
        "satisfaction_points",
        "Satisfaction points",
        "Sum of satisfaction scores.",
        unit="score",
        kind="objective",
        timing="lag",
    ),
    ReadyMadeMetric(
        "satisfaction_answers",
        "Satisfaction answers",
        "Number of satisfaction answers.",
        kind="objective",
        timing="lag",
    ),
    ReadyMadeMetric(
        "addressable_accounts",
        "Addressable accounts",
        "Accounts in the territory.",
        kind="objective",
        timing="lag",
        aggregation="latest",
    ),
)
