"""Addresses of people and teams: the setup, and the live stream."""

from django.urls import URLPattern, path

from accounts.views import (
    calendars,
    live,
    organisation,
    people,
    setup,
    teams,
    time_off,
    tokens,
)

urlpatterns: list[URLPattern] = [
    path("live/", live.live, name="live"),
    path("setup/", setup.start, name="setup"),
    # ── People ──────────────────────────────────────────────────────────────
    path("setup/people/", people.people, name="setup_people"),
    path("setup/people/list.csv", people.people_csv, name="setup_people_csv"),
    path("setup/people/list.xlsx", people.people_xlsx, name="setup_people_xlsx"),
    path("setup/people/new/", people.person_new, name="setup_person_new"),
    path("setup/people/<int:person_id>/", people.person, name="setup_person"),
    path(
        "setup/people/<int:person_id>/membership/",
        people.person_membership,
        name="setup_person_membership",
    ),
    path(
        "setup/people/<int:person_id>/memberships/<int:membership_id>/removal/",
        people.membership_removal,
        name="setup_membership_removal",
    ),
    path(
        "setup/people/<int:person_id>/invitation/",
        people.person_invitation,
        name="setup_person_invitation",
    ),
    # ── Teams ───────────────────────────────────────────────────────────────
    path("setup/teams/", teams.teams, name="setup_teams"),
    path("setup/teams/new/", teams.team_new, name="setup_team_new"),
    path("setup/teams/<int:team_id>/", teams.team, name="setup_team"),
    path("setup/teams/<int:team_id>/removal/", teams.team_removal, name="setup_team_removal"),
    # ── Working days ────────────────────────────────────────────────────────
    path("setup/calendars/", calendars.calendars, name="setup_calendars"),
    path("setup/calendars/new/", calendars.calendar_new, name="setup_calendar_new"),
    path("setup/calendars/regions/", calendars.calendar_regions, name="setup_calendar_regions"),
    path("setup/calendars/<int:calendar_id>/", calendars.calendar, name="setup_calendar"),
    path(
        "setup/calendars/<int:calendar_id>/removal/",
        calendars.calendar_removal,
        name="setup_calendar_removal",
    ),
    path(
        "setup/calendars/<int:calendar_id>/closed-days/",
        calendars.closed_day_new,
        name="setup_closed_day_new",
    ),
    path(
        "setup/calendars/<int:calendar_id>/closed-days/<int:closed_day_id>/removal/",
        calendars.closed_day_removal,
        name="setup_closed_day_removal",
    ),
    path("setup/time-off/", time_off.time_off, name="setup_time_off"),
    path("setup/time-off/new/", time_off.time_off_new, name="setup_time_off_new"),
    path(
        "setup/time-off/<int:time_off_id>/removal/",
        time_off.time_off_removal,
        name="setup_time_off_removal",
    ),
    # ── Organisation ────────────────────────────────────────────────────────
    path("setup/organisation/", organisation.organisation, name="setup_organisation"),
    path("setup/job-roles/", organisation.job_roles, name="setup_job_roles"),
    path("setup/job-roles/<int:job_role_id>/", organisation.job_role, name="setup_job_role"),
    path(
        "setup/job-roles/<int:job_role_id>/removal/",
        organisation.job_role_removal,
        name="setup_job_role_removal",
    ),
    # ── Own API tokens, for everybody ───────────────────────────────────────
    path("setup/tokens/", tokens.tokens, name="setup_tokens"),
    path(
        "setup/tokens/<str:digest>/revocation/",
        tokens.token_revocation,
        name="setup_token_revocation",
    ),
]
