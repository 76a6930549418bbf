"""Addresses of scorecards, the log and boards; one block a topic."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # ── Home ────────────────────────────────────────────────────────────────
    # ── Reps: own scorecard, explanation, facts ─────────────────────────────
    # ── Log ─────────────────────────────────────────────────────────────────
    # ── Teams: the board ────────────────────────────────────────────────────
    path("teams/", teams.overview, name="teams"),
    path("teams/<int:team_id>/", teams.board, name="team"),
    path("teams/<int:team_id>/board.csv", teams.board_csv, name="team_csv"),
    path("teams/<int:team_id>/board.xlsx", teams.board_xlsx, name="team_xlsx"),
    # ── Setup: metrics, scorecards, overrides ───────────────────────────────
]
