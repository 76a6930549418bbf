"""What support staff may look up of goals and plans: read only, and nothing that is private."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from goals.models import CheckIn, Goal, Milestone, Plan, Reminder, ReminderChoice, Scenario
from scorecards.admin import Readable


class Milestones(Readable, admin.TabularInline):
    model = Milestone
    extra = 0


class Scenarios(Readable, admin.TabularInline):
    model = Scenario
    extra = 0


@admin.register(Goal)
class GoalAdmin(Readable, admin.ModelAdmin):
    """Without history and without the goals around it: these could be private, and have names."""

    list_display = ("statement", "person", "team", "shape", "starts_on", "due_on", "outcome")
    list_filter = ("shape", "outcome")
    list_select_related = ("person", "team")
    search_fields = ("statement", "person__name", "team__name")
    inlines = (Milestones,)
    exclude = ("parent", "former")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Goal]:
        return super().get_queryset(request).exclude(visibility=Goal.Visibility.PRIVATE)


class OfGoals(Readable):
    """Rows of a goal, as far as the goal is not private."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return rows.exclude(goal__visibility=Goal.Visibility.PRIVATE)


@admin.register(Milestone)
class MilestoneAdmin(OfGoals, admin.ModelAdmin):
    list_display = ("name", "goal", "weight", "due_on", "done_on")
    list_select_related = ("goal",)
    search_fields = ("name",)


@admin.register(CheckIn)
class CheckInAdmin(OfGoals, admin.ModelAdmin):
    list_display = ("goal", "day", "by", "confidence")
    list_select_related = ("goal", "by")
    search_fields = ("goal__statement", "by__name")


@admin.register(Reminder)
class ReminderAdmin(OfGoals, admin.ModelAdmin):
    list_display = ("goal", "person", "day", "made_at")
    list_select_related = ("goal", "person")
    search_fields = ("person__name",)


@admin.register(ReminderChoice)
class ReminderChoiceAdmin(Readable, admin.ModelAdmin):
    list_display = ("person", "by_email")
    list_select_related = ("person",)
    search_fields = ("person__name",)


@admin.register(Plan)
class PlanAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("name", "team", "metric", "starts_on", "ends_on", "made_by")
    list_select_related = ("team", "metric", "made_by")
    search_fields = ("name", "team__name")
    inlines = (Scenarios,)


@admin.register(Scenario)
class ScenarioAdmin(Readable, SimpleHistoryAdmin):
    list_display = ("name", "plan", "amount", "deal_size", "is_chosen")
    list_select_related = ("plan",)
    search_fields = ("name", "plan__name")
