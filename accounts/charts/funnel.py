"""A funnel: stages from top to bottom, each as wide as its amount."""

from dataclasses import dataclass

from accounts.charts.svg import Amount


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A stage from the top (most) down; `rate` is the share (0 to 1) that gets to the next one.

    The last stage has no rate. `unit` as of metrics ("money" for the last, "" for counts).
    """

    name: str
    amount: Amount | None
    rate: Amount | None = None
    unit: str = ""
