"""Addresses of scorecards, the log and boards; one block a topic."""

from django.urls import URLPattern, path

from scorecards.views import activities, explanation, facts, home, log, reps, teams

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
]
