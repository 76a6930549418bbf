"""What support staff may look up. Everything is read only: a change made here would pass by
the actions, and with them the marks by which scores follow."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from scorecards.models import (
    Activity,
    Assignment,
    Benchmark,
    Closing,
    DailyTotal,
    FrozenDays,
    FrozenScore,
    LateDay,
    Metric,
    Opportunity,
    Override,
    Quota,
    QuotaChange,
    Score,
    Scorecard,
    SeasonalProfile,
    Section,
    StageChange,
    Uplift,
    Version,
)


class Readable:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, row: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, row: Model | None = None) -> bool:
        return False


class StageChanges(Readable, admin.TabularInline):
    model = StageChange
    extra = 0


class Versions(Readable, admin.TabularInline):
    model = Version
    extra = 0
    show_change_link = True


class Assignments(Readable, admin.TabularInline):
    model = Assignment
    extra = 0


class Sections(Readable, admin.TabularInline):
    model = Section
    extra = 0
    show_change_link = True


class Benchmarks(Readable, admin.TabularInline):
    model = Benchmark
    extra = 0


@admin.register(Metric)
class MetricAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("name", "slug", "kind", "unit", "aggregation", "is_active", "is_ready_made")
    list_filter = ("kind", "is_active", "is_ready_made")
    search_fields = ("name", "slug")


@admin.register(Activity)
class ActivityAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("rep", "metric", "quantity", "day", "source", "external_id", "withdrawn_at")
    list_filter = ("metric", "source")
    list_select_related = ("rep", "metric")
    search_fields = ("rep__name", "rep__email", "external_id")
    date_hierarchy = "day"


@admin.register(Opportunity)
class OpportunityAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("external_id", "name", "rep", "status", "amount", "opened_on", "closed_on")
    list_filter = ("status", "source")
    list_select_related = ("rep",)
    search_fields = ("external_id", "name", "account", "rep__name", "rep__email")
    inlines = (StageChanges,)


@admin.register(Scorecard)
class ScorecardAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("name", "owner_team")
    list_select_related = ("owner_team",)
    search_fields = ("name",)
    inlines = (Versions, Assignments)


@admin.register(Version)
class VersionAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("scorecard", "number", "starts_on", "published_at", "published_by")
    list_filter = ("scorecard",)
    list_select_related = ("scorecard", "published_by")
    inlines = (Sections,)


@admin.register(Section)
class SectionAdmin(Readable, admin.ModelAdmin):
    list_display = ("version", "kind", "period")
    list_select_related = ("version__scorecard",)
    inlines = (Benchmarks,)


@admin.register(Override)
class OverrideAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("rep", "metric", "period", "target", "starts_on", "ends_on", "made_by")
    list_select_related = ("rep", "metric", "made_by")
    search_fields = ("rep__name", "rep__email")


@admin.register(SeasonalProfile)
class SeasonalProfileAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("name", "weights")
    search_fields = ("name",)


@admin.register(QuotaChange)
class QuotaChangeAdmin(Readable, admin.ModelAdmin):
    list_display = ("metric", "team", "year_starts_on", "origin", "published_at", "published_by")
    list_filter = ("origin", "metric")
    list_select_related = ("metric", "team", "published_by")
    search_fields = ("team__name", "note")


@admin.register(Quota)
class QuotaAdmin(Readable, admin.ModelAdmin):
    list_display = ("rep", "team", "metric", "month", "amount", "starts_on")
    list_filter = ("metric",)
    list_select_related = ("rep", "team", "metric")
    search_fields = ("rep__name", "rep__email", "team__name")
    date_hierarchy = "month"


@admin.register(Uplift)
class UpliftAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("metric", "team", "year_starts_on", "percent", "share")
    list_select_related = ("metric", "team")
    search_fields = ("team__name",)


@admin.register(DailyTotal)
class DailyTotalAdmin(Readable, admin.ModelAdmin):
    list_display = ("rep", "metric", "day", "total", "facts")
    list_filter = ("metric",)
    list_select_related = ("rep", "metric")
    search_fields = ("rep__name", "rep__email")
    date_hierarchy = "day"


@admin.register(Score)
class ScoreAdmin(Readable, admin.ModelAdmin):
    list_display = ("rep", "scored_period", "score", "scored_at")
    list_select_related = ("rep", "scored_period")
    search_fields = ("rep__name", "rep__email")


@admin.register(Closing)
class ClosingAdmin(Readable, admin.ModelAdmin):
    list_display = ("scorecard", "key", "closed_at", "closed_by", "reopened_at", "reopened_by")
    list_filter = ("kind",)
    list_select_related = ("scorecard", "closed_by", "reopened_by")
    search_fields = ("scorecard__name", "key", "note", "reason")


@admin.register(FrozenDays)
class FrozenDaysAdmin(Readable, admin.ModelAdmin):
    list_display = ("rep", "closing", "from_day", "to_day")
    list_select_related = ("rep", "closing")
    search_fields = ("rep__name", "rep__email")


@admin.register(FrozenScore)
class FrozenScoreAdmin(Readable, admin.ModelAdmin):
    list_display = ("rep", "closing", "kind", "key", "score", "rank")
    list_select_related = ("rep", "closing")
    search_fields = ("rep__name", "rep__email", "key")


@admin.register(LateDay)
class LateDayAdmin(Readable, admin.ModelAdmin):
    list_display = ("rep", "closing", "day", "noticed_at")
    list_select_related = ("rep", "closing")
    search_fields = ("rep__name", "rep__email")
    date_hierarchy = "day"
