"""How allauth meets our people: accounts are opened by invitation, mail leaves as a delivery."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string

from members import services
from members.deliveries.queueing import queue_delivery
from members.models import Membership, User

JOINING = "joining"  # in the session: the membership whose invitation is being answered


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Take in whoever pressed "Join" before the code was asked for: the address is proved.

        Other invitations wait on every page until they are accepted: a group sees nobody's profile
        who did not say so.
        """
        joining = request.session.pop(JOINING, None)
        invited = Membership.objects.filter(pk=joining, person=user.person).first()
        if invited:
            services.accept_invitation(invited, now=timezone.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe the mail instead of sending it here, so that a page never waits for a mail server."""
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            return
        now = timezone.now()
        key = get_random_string(20)
        if template_prefix == "account/email/login_code":
            lifetime = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
            queue_delivery(
                user.person,
                kind="sign_in_code",
                key=key,
                context={"code": context["code"], "minutes": int(lifetime.total_seconds() // 60)},
                now=now,
                expires_at=now + lifetime,
            )
            return
        text_context = {k: v for k, v in context.items() if isinstance(v, str | int)}
        queue_delivery(
            user.person,
            kind="account_notice",
            key=key,
            context={
                "title": render_to_string(f"{template_prefix}_subject.txt", context).strip(),
                "text": render_to_string(f"{template_prefix}_message.txt", context | text_context),
            },
            now=now,
            expires_at=now + timedelta(hours=1),
        )
