"""The support pages of what is measured: to look and to read the history.

Facts, scorecards and what is derived from them are read-only here: only the actions mark
scores stale with a change, and derived rows are rebuilt by `manage.py recompute`.
"""

from django.contrib import admin

from accounts.admin import Untouchable, UntouchableWithHistory
from scorecards.models import (
    Activity,
    Assignment,
    Benchmark,
    DailyTotal,
    Metric,
    Opportunity,
    Override,
    Score,
    Scorecard,
    ScoredPeriod,
    Section,
    StageChange,
    Version,
)


@admin.register(Metric)
class MetricAdmin(UntouchableWithHistory):
    list_display = ("name", "slug", "unit", "kind", "aggregation", "direction", "is_active")
    list_filter = ("kind", "unit", "is_active")
    search_fields = ("name", "slug")


@admin.register(Activity)
class ActivityAdmin(UntouchableWithHistory):
    list_display = ("rep", "metric", "quantity", "day", "source", "external_id", "withdrawn_at")
    list_select_related = ("rep", "metric")
    list_filter = ("metric", "source")
    search_fields = ("external_id", "rep__name", "rep__email")
    date_hierarchy = "day"


class StageChanges(admin.TabularInline):
    model = StageChange
    extra = 0
    can_delete = False


@admin.register(Opportunity)
class OpportunityAdmin(UntouchableWithHistory):
    list_display = ("external_id", "name", "rep", "status", "amount", "opened_on", "closed_on")
    list_select_related = ("rep",)
    list_filter = ("status", "source")
    inlines = (StageChanges,)
    search_fields = ("external_id", "name", "account", "rep__name", "rep__email")


@admin.register(Scorecard)
class ScorecardAdmin(UntouchableWithHistory):
    list_display = ("name", "owner_team")
    list_select_related = ("owner_team",)
    search_fields = ("name",)


@admin.register(Version)
class VersionAdmin(UntouchableWithHistory):
    list_display = ("scorecard", "number", "starts_on", "published_at", "published_by")
    list_select_related = ("scorecard", "published_by")
    list_filter = ("scorecard",)


class Benchmarks(admin.TabularInline):
    model = Benchmark
    extra = 0
    can_delete = False


@admin.register(Section)
class SectionAdmin(Untouchable):
    list_display = ("version", "kind", "period")
    list_select_related = ("version__scorecard",)
    inlines = (Benchmarks,)


@admin.register(Assignment)
class AssignmentAdmin(UntouchableWithHistory):
    list_display = ("scorecard", "user", "team", "job_role", "starts_on", "ends_on")
    list_select_related = ("scorecard", "user", "team", "job_role")
    search_fields = ("scorecard__name", "user__name", "team__name", "job_role__name")


@admin.register(Override)
class OverrideAdmin(UntouchableWithHistory):
    list_display = ("rep", "metric", "period", "target", "starts_on", "ends_on", "made_by")
    list_select_related = ("rep", "metric", "made_by")
    search_fields = ("rep__name", "rep__email")


@admin.register(DailyTotal)
class DailyTotalAdmin(Untouchable):
    list_display = ("rep", "metric", "day", "total", "facts", "latest")
    list_select_related = ("rep", "metric")
    list_filter = ("metric",)
    search_fields = ("rep__name", "rep__email")
    date_hierarchy = "day"


@admin.register(ScoredPeriod)
class ScoredPeriodAdmin(Untouchable):
    list_display = ("section", "key", "starts_on", "ends_on")
    list_select_related = ("section__version__scorecard",)
    search_fields = ("key",)


@admin.register(Score)
class ScoreAdmin(Untouchable):
    list_display = ("rep", "scored_period", "score", "rank", "scored_at")
    list_select_related = ("rep", "scored_period__section__version__scorecard")
    search_fields = ("rep__name", "rep__email", "scored_period__key")
