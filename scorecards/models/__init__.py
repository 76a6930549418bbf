"""What is measured, the facts, the scorecards, and what is derived from them."""

from scorecards.models.activities import Activity
from scorecards.models.cards import Assignment, Benchmark, Override, Scorecard, Section, Version
from scorecards.models.closings import Closing, FrozenDays, FrozenScore, LateDay
from scorecards.models.metrics import Metric
from scorecards.models.opportunities import Opportunity, StageChange
from scorecards.models.quotas import Quota, QuotaChange, SeasonalProfile, Uplift
from scorecards.models.scores import DailyTotal, Score, ScoredPeriod

__all__ = [
    "Activity",
    "Assignment",
    "Benchmark",
    "Closing",
    "DailyTotal",
    "FrozenDays",
    "FrozenScore",
    "LateDay",
    "Metric",
    "Opportunity",
    "Override",
    "Quota",
    "QuotaChange",
    "Score",
    "Scorecard",
    "ScoredPeriod",
    "SeasonalProfile",
    "Section",
    "StageChange",
    "Uplift",
    "Version",
]
