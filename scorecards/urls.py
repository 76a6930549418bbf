"""Addresses of scorecards, the log and boards; one block a topic."""

from django.urls import URLPattern, path

from scorecards.views import (
    activities,
    assignments,
    cards,
    drafts,
    explanation,
    facts,
    home,
    log,
    metrics,
    overrides,
    reps,
    teams,
)

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
]
