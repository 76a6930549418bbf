"""Every address: the apps' own lists, login, the API and what watches the service."""

from django.contrib import admin
from django.urls import include, path

from accounts.views import health, login

handler404 = "accounts.api.errors.not_found"
handler500 = "accounts.api.errors.failed"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/email/", login.own_addresses, name="account_email"),
    path("account/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("", include("accounts.urls")),
    path("", include("scorecards.urls")),
    path("", include("goals.urls")),
]
