"""The live stream: tells an open page which names changed; the page fetches its own part again."""

from asyncio import get_running_loop
from collections.abc import AsyncIterator, Collection
from typing import cast

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries.live import exchange, names_open_to
from accounts.views.days import organisation_day

HEARTBEAT_SECONDS = 15
# The page connects again by itself, and only if it still may.
STREAM_SECONDS = 15 * 60


@require_safe
@login_required
async def live(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events for `?names=rep-7 team-3`; a server that cannot stream answers 204."""
    user = cast(User, await request.auser())
    text = request.GET.get("names", "")
    names = await sync_to_async(_open_names)(user, text)
    if names is None:
        raise Http404
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    # An open stream must not hold the connection that the check above used.
    await sync_to_async(connections.close_all)()
    return StreamingHttpResponse(
        events(names),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def events(names: Collection[str]) -> AsyncIterator[str]:
    """One event a changed name, a comment when there is nothing to say for a while."""
    ends = get_running_loop().time() + STREAM_SECONDS
    with exchange().listener(names) as listener:
        yield ": open\n\n"
        while get_running_loop().time() < ends:
            changed = await listener.changed(within=HEARTBEAT_SECONDS)
            yield "".join(f"event: {name}\ndata: changed\n\n" for name in changed) or ": \n\n"


def _open_names(user: User, text: str) -> frozenset[str] | None:
    return names_open_to(user, text, today=organisation_day())
