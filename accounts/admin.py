"""The support pages of people and teams: look, read the history, mend a login.

Whatever scores depend on is read-only here: only the actions mark scores stale with a change.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import (
    Announcement,
    ApiToken,
    Calendar,
    ClosedDay,
    FormerJob,
    JobRole,
    Membership,
    Organisation,
    StaleMark,
    Team,
    TimeOff,
    User,
)

admin.site.site_header = "Repscore support"
admin.site.site_title = "Repscore support"
# Through our own login page, with its rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class Untouchable(admin.ModelAdmin):
    """To be looked at only."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class UntouchableWithHistory(Untouchable, SimpleHistoryAdmin):
    """To be looked at, with who changed what and when."""


@admin.register(User)
class UserAdmin(SimpleHistoryAdmin):
    """Name, login and support rights can be mended; nothing that a score depends on."""

    list_display = ("name", "email", "role", "job_role", "joined_on", "left_on", "is_active")
    list_filter = ("role", "is_active", "is_staff", "job_role")
    list_select_related = ("job_role",)
    search_fields = ("name", "email", "external_id")
    fields = (
        "name",
        "email",
        "external_id",
        "is_active",
        "is_staff",
        "role",
        "job_role",
        "time_zone",
        "joined_on",
        "left_on",
        "last_login",
        "date_joined",
    )
    readonly_fields = (
        "role",
        "job_role",
        "time_zone",
        "joined_on",
        "left_on",
        "last_login",
        "date_joined",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Team)
class TeamAdmin(UntouchableWithHistory):
    list_display = ("name", "parent", "calendar", "external_id")
    list_select_related = ("parent", "calendar")
    search_fields = ("name", "external_id")


@admin.register(Membership)
class MembershipAdmin(UntouchableWithHistory):
    list_display = ("user", "team", "starts_on", "ends_on")
    list_select_related = ("user", "team")
    list_filter = ("team",)
    search_fields = ("user__name", "user__email", "team__name")
    date_hierarchy = "starts_on"


@admin.register(FormerJob)
class FormerJobAdmin(Untouchable):
    list_display = ("user", "job_role", "ends_on")
    list_select_related = ("user", "job_role")
    list_filter = ("job_role",)
    search_fields = ("user__name", "user__email")
    date_hierarchy = "ends_on"


class ClosedDays(admin.TabularInline):
    model = ClosedDay
    extra = 0
    can_delete = False


@admin.register(Calendar)
class CalendarAdmin(UntouchableWithHistory):
    list_display = ("name", "weekdays", "country", "region", "is_default")
    inlines = (ClosedDays,)
    search_fields = ("name",)


@admin.register(TimeOff)
class TimeOffAdmin(UntouchableWithHistory):
    list_display = ("user", "starts_on", "ends_on", "half_days", "reason")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email", "reason")
    date_hierarchy = "starts_on"


@admin.register(Organisation)
class OrganisationAdmin(UntouchableWithHistory):
    list_display = ("name", "currency", "time_zone", "week_start", "fiscal_start_month")


@admin.register(JobRole)
class JobRoleAdmin(Untouchable):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Support can revoke a token, never read or make one."""

    list_display = ("name", "user", "scope", "created", "last_used_at", "expiry")
    list_select_related = ("user",)
    search_fields = ("name", "user__name", "user__email")
    fields = readonly_fields = ("name", "user", "scope", "created", "last_used_at", "expiry")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(StaleMark)
class StaleMarkAdmin(Untouchable):
    list_display = ("rep", "from_day", "to_day", "facts_changed", "marked_at")
    list_select_related = ("rep",)
    search_fields = ("rep__name", "rep__email")


@admin.register(Announcement)
class AnnouncementAdmin(Untouchable):
    list_display = ("name", "number")
    search_fields = ("name",)
