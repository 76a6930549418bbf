"""How much one program may ask: each token for itself, so that one that runs wild stops alone."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import ApiToken


class TokenThrottle(SimpleRateThrottle):
    """So many requests a minute for each token; for each person in a browser; else an address.

    The requests of the last minute are remembered in the cache. A cache that is away remembers
    none, and everybody is let through.
    """

    scope = "token"
    duration: int
    now: float
    history: list[float]

    def get_cache_key(self, request: Request, view: object) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self._who(request)}

    def _who(self, request: Request) -> str:
        if isinstance(request.auth, ApiToken):
            return f"token-{request.auth.pk}"
        if request.user.is_authenticated:
            return f"person-{request.user.pk}"
        return f"address-{self.get_ident(request)}"

    def wait(self) -> float:
        """Seconds until the oldest of the requests that fill the minute is forgotten."""
        return self.duration - (self.now - self.history[-1])
