"""Addresses of scorecards, the log and boards."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
