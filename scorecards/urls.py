"""Addresses of scorecards, the log and boards; one block a topic."""

from django.urls import URLPattern, path

from scorecards.views import (
    activities,
    assignments,
    attainment,
    cards,
    closings,
    drafts,
    explanation,
    facts,
    home,
    log,
    metrics,
    overrides,
    quota_files,
    quota_history,
    quota_profiles,
    quota_publication,
    quota_sheets,
    quota_uplifts,
    quotas,
    reps,
    teams,
)

# The quota sheet of a metric, fiscal year and team.
SHEET = "setup/quotas/<slug:metric>/<str:year>/<str:team>"

urlpatterns: list[URLPattern] = [
    # ── Home ────────────────────────────────────────────────────────────────
    path("", home.home, name="home"),
    # ── Reps: own scorecard, explanation, facts ─────────────────────────────
    path("reps/<int:rep_id>/", reps.rep, name="rep"),
    path("reps/<int:rep_id>/standing/", reps.standing, name="rep_standing"),
    path("reps/<int:rep_id>/scores/<str:kind>/", explanation.score, name="rep_score"),
    path("reps/<int:rep_id>/facts/", facts.facts, name="rep_facts"),
    path("reps/<int:rep_id>/facts.csv", facts.facts_csv, name="rep_facts_csv"),
    path("reps/<int:rep_id>/facts.xlsx", facts.facts_xlsx, name="rep_facts_xlsx"),
    # ── Log ─────────────────────────────────────────────────────────────────
    path("log/", log.log, name="log"),
    path("log/one/", log.one, name="log_one"),
    path("log/day/", log.day, name="log_day"),
    path(
        "activities/<int:activity_id>/correction/",
        activities.correction,
        name="activity_correction",
    ),
    path(
        "activities/<int:activity_id>/withdrawal/",
        activities.withdrawal,
        name="activity_withdrawal",
    ),
    path(
        "activities/<int:activity_id>/restoration/",
        activities.restoration,
        name="activity_restoration",
    ),
    # ── Teams: the board ────────────────────────────────────────────────────
    path("teams/", teams.overview, name="teams"),
    path("teams/<int:team_id>/", teams.board, name="team"),
    path("teams/<int:team_id>/board.csv", teams.board_csv, name="team_csv"),
    path("teams/<int:team_id>/board.xlsx", teams.board_xlsx, name="team_xlsx"),
    # ── Attainment: will we make the number? ────────────────────────────────
    path("attainment/", attainment.attainment, name="attainment"),
    path(
        "attainment/<slug:table>.<slug:ending>", attainment.attainment_file, name="attainment_file"
    ),
    path("attainment/past/", attainment.attainment_past, name="attainment_past"),
    path("attainment/<int:team_id>/", attainment.attainment, name="attainment_team"),
    path("attainment/<int:team_id>/past/", attainment.attainment_past, name="attainment_team_past"),
    path(
        "attainment/<int:team_id>/<slug:table>.<slug:ending>",
        attainment.attainment_file,
        name="attainment_team_file",
    ),
    path("reps/<int:rep_id>/attainment/", attainment.rep, name="rep_attainment"),
    path(
        "reps/<int:rep_id>/attainment/<slug:table>.<slug:ending>",
        attainment.rep_file,
        name="rep_attainment_file",
    ),
    # ── Setup: metrics, scorecards, overrides ───────────────────────────────
    path("setup/metrics/", metrics.metrics, name="metrics"),
    path("setup/metrics/new/", metrics.metric_new, name="metric_new"),
    path("setup/metrics/<int:metric_id>/", metrics.metric, name="metric"),
    path("setup/metrics/<int:metric_id>/switch/", metrics.metric_switch, name="metric_switch"),
    path("setup/scorecards/", cards.scorecards, name="scorecards"),
    path("setup/scorecards/new/", cards.scorecard_new, name="scorecard_new"),
    path("setup/scorecards/<int:card_id>/", cards.scorecard, name="scorecard"),
    path("setup/scorecards/<int:card_id>/edit/", cards.scorecard_edit, name="scorecard_edit"),
    path(
        "setup/scorecards/<int:card_id>/removal/",
        cards.scorecard_removal,
        name="scorecard_removal",
    ),
    path(
        "setup/scorecards/<int:card_id>/assignments/",
        assignments.assignment_new,
        name="assignment_new",
    ),
    path(
        "setup/assignments/<int:assignment_id>/end/",
        assignments.assignment_end,
        name="assignment_end",
    ),
    path("setup/scorecards/<int:card_id>/draft/", drafts.draft, name="draft"),
    path("setup/scorecards/<int:card_id>/draft/new/", drafts.draft_new, name="draft_new"),
    path(
        "setup/scorecards/<int:card_id>/draft/removal/",
        drafts.draft_removal,
        name="draft_removal",
    ),
    path(
        "setup/scorecards/<int:card_id>/draft/preview/",
        drafts.draft_preview,
        name="draft_preview",
    ),
    path(
        "setup/scorecards/<int:card_id>/draft/publication/",
        drafts.draft_publication,
        name="draft_publication",
    ),
    path(
        "setup/scorecards/<int:card_id>/versions/<int:number>/",
        drafts.version,
        name="version",
    ),
    path("setup/overrides/", overrides.overrides, name="overrides"),
    path("setup/overrides/new/", overrides.override_new, name="override_new"),
    path(
        "setup/overrides/<int:override_id>/end/",
        overrides.override_end,
        name="override_end",
    ),
    # ── Setup: closed periods ───────────────────────────────────────────────
    path("setup/closings/", closings.closings, name="closings"),
    path("setup/closings/periods.<str:ending>", closings.closings_file, name="closings_file"),
    path(
        "setup/scorecards/<int:card_id>/closings/<str:key>/",
        closings.closing_new,
        name="closing_new",
    ),
    path("setup/closings/<int:closing_id>/", closings.closing, name="closing"),
    path("setup/closings/<int:closing_id>/late/", closings.closing_late, name="closing_late"),
    path(
        "setup/closings/<int:closing_id>/reopening/",
        closings.closing_reopening,
        name="closing_reopening",
    ),
    path(
        "setup/closings/<int:closing_id>/<slug:table>.<slug:ending>",
        closings.closing_file,
        name="closing_file",
    ),
    # ── Setup: quotas ───────────────────────────────────────────────────────
    path("setup/quotas/", quotas.quotas, name="quotas"),
    path("setup/quotas/sheets.<str:kind>", quotas.quotas_file, name="quotas_file"),
    path("setup/quotas/profiles/", quota_profiles.profiles, name="quota_profiles"),
    path("setup/quotas/profiles.<str:kind>", quota_files.profiles, name="quota_profiles_file"),
    path("setup/quotas/profiles/new/", quota_profiles.profile_new, name="quota_profile_new"),
    path("setup/quotas/profiles/<int:profile_id>/", quota_profiles.profile, name="quota_profile"),
    path(
        "setup/quotas/profiles/<int:profile_id>/removal/",
        quota_profiles.profile_removal,
        name="quota_profile_removal",
    ),
    path("setup/quotas/changes/<int:change_id>/", quota_history.change, name="quota_change"),
    path(
        "setup/quotas/changes/<int:change_id>/change.<str:kind>",
        quota_files.change,
        name="quota_change_file",
    ),
    path(f"{SHEET}/", quota_sheets.sheet, name="quota_sheet"),
    path(f"{SHEET}/sheet.<str:kind>", quota_files.sheet, name="quota_sheet_file"),
    path(f"{SHEET}/removal/", quota_sheets.draft_removal, name="quota_draft_removal"),
    path(f"{SHEET}/preview/", quota_publication.preview, name="quota_preview"),
    path(f"{SHEET}/preview.<str:kind>", quota_files.preview, name="quota_preview_file"),
    path(f"{SHEET}/publication/", quota_publication.publication, name="quota_publication"),
    path(f"{SHEET}/uplift/", quota_uplifts.uplift, name="quota_uplift"),
    path(f"{SHEET}/uplift.<str:kind>", quota_files.uplift, name="quota_uplift_file"),
    path(f"{SHEET}/history/", quota_history.history, name="quota_history"),
    path(f"{SHEET}/history.<str:kind>", quota_files.history, name="quota_history_file"),
]
