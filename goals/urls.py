"""Addresses of goals and plans; one block a topic."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # ── Goals ───────────────────────────────────────────────────────────────
    # ── Plans: North Star ───────────────────────────────────────────────────
]
