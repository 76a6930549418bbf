"""Addresses of people and teams."""

from django.urls import URLPattern, path

from accounts.views import live, setup

urlpatterns: list[URLPattern] = [
    path("live/", live.live, name="live"),
    path("setup/", setup.start, name="setup"),
]
