"""How login differs from allauth's own: people are invited, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest

from accounts.models import Organisation, User


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Signup is closed; an invitation is a mail with a link to choose a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_invitation(self, person: User) -> None:
        """Mail the link; it holds for PASSWORD_RESET_TIMEOUT. Raises OSError (SMTP's too)."""
        key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        self.send_mail(
            "account/email/invitation",
            person.email,
            {
                "person": person,
                "organisation": Organisation.current(),
                "password_url": self.get_reset_password_from_key_url(key),
            },
        )
