"""One's own keys for the REST API."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import may_set_up
from accounts.actions.tokens import create_token, revoke_token
from accounts.forms.tokens import TokenForm
from accounts.models import ApiToken, Organisation
from accounts.queries.tokens import token_rows
from accounts.views.answers import accepted, form_page, setup_crumbs, tried
from accounts.views.requests import PersonRequest


@never_cache
@login_required
def tokens(request: PersonRequest) -> HttpResponse:
    """The list; a new token's key is on the answer to the form and nowhere else, ever."""
    now, organisation = timezone.now(), Organisation.current()
    form = TokenForm(request.POST or None, now=now, organisation=organisation)
    made: list[tuple[ApiToken, str]] = []
    if accepted(request, form, lambda: made.append(_created(request, form))):
        form = TokenForm(now=now, organisation=organisation)
    context = {
        "form": form,
        "rows": token_rows(request.user, now=now),
        "zone": organisation.time_zone,
        "made": made[0] if made else None,
        "crumbs": setup_crumbs() if may_set_up(request.user) else [],
    }
    return form_page(request, "accounts/tokens.html", context, form)


def _created(request: PersonRequest, form: TokenForm) -> tuple[ApiToken, str]:
    return create_token(
        user=request.user,
        name=form.cleaned_data["name"],
        scope=form.cleaned_data["scope"],
        expires_at=form.expires_at(),
    )


@require_POST
@login_required
def token_revocation(request: PersonRequest, digest: str) -> HttpResponse:
    found = get_object_or_404(ApiToken, user=request.user, digest=digest)
    words = _("The token “%s” was revoked.") % found
    return tried(request, lambda: revoke_token(token=found), words, "setup_tokens")
