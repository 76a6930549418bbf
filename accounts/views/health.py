"""What watches the service: does the process live, and is the whole ready to work."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.queries.health import readiness


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness: 200 "ok" without touching database, cache or broker."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Readiness: 200 when every part answers, else 503; the body names the parts."""
    state = readiness(timezone.now())
    return JsonResponse({"ready": state.ready, **asdict(state)}, status=200 if state.ready else 503)
