"""Addresses of people and teams."""

from django.urls import URLPattern, path

from accounts.views import setup

urlpatterns: list[URLPattern] = [
    path("setup/", setup.start, name="setup"),
]
