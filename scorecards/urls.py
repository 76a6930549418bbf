"""Addresses of scorecards, the log and boards; one block a topic."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # ── Home ────────────────────────────────────────────────────────────────
    # ── Reps: own scorecard, explanation, facts ─────────────────────────────
    # ── Log ─────────────────────────────────────────────────────────────────
    # ── Teams: the board ────────────────────────────────────────────────────
    # ── Setup: metrics, scorecards, overrides ───────────────────────────────
]
