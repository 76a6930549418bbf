"""The REST API's addresses under `/api/v1/`."""

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.api.errors import no_such_address
from accounts.api.people import Reps, Teams
from goals.api.goals import Goals
from scorecards.api.activities import Activities
from scorecards.api.attainment import Attainments
from scorecards.api.cards import Scorecards
from scorecards.api.leaderboard import Leaderboard
from scorecards.api.metrics import Metrics
from scorecards.api.opportunities import Opportunities
from scorecards.api.quotas import OneQuota, Quotas
from scorecards.api.scores import Scores

router = SimpleRouter(use_regex_path=False)
router.register("activities", Activities, "api_activities")
router.register("attainment", Attainments, "api_attainment")
router.register("goals", Goals, "api_goals")
router.register("leaderboard", Leaderboard, "api_leaderboard")
router.register("metrics", Metrics, "api_metrics")
router.register("opportunities", Opportunities, "api_opportunities")
router.register("quotas", Quotas, "api_quotas")
router.register("reps", Reps, "api_reps")
router.register("scorecards", Scorecards, "api_scorecards")
router.register("scores", Scores, "api_scores")
router.register("teams", Teams, "api_teams")

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(
            url_name="api_schema", template_name="shared/api_docs.html"
        ),
        name="api_docs",
    ),
    path(
        "quotas/<slug:metric>/<str:month>/<str:owner>/",
        OneQuota.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="api_quota",
    ),
    *router.urls,
    re_path(r"^.*$", no_such_address, name="api_unknown"),
]
