"""Look around as a sample person, and read the mails that the trial keeps. Never in real use."""

from csp.decorators import csp_replace, csp_update
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from members.http import typed
from members.models import Delivery, User
from trial.mails import read

SAMPLES = {"dana": "Dana Whitfield", "ruth": "Ruth Alvarez"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_POST
def look_around(request: HttpRequest, who: str) -> HttpResponse:
    user = get_object_or_404(User, person__name=SAMPLES.get(who, ""))
    login(request, user, backend=BACKEND)
    return redirect("goals:today")


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    kept = Delivery.objects.filter(state="sent").exclude(message=None).select_related("recipient")
    text = typed(request, "q")
    if text:
        kept = kept.filter(recipient__name__icontains=text) | kept.filter(
            to_address__icontains=text
        )
    page = Paginator(kept.order_by("-sent_at", "-pk"), 40).get_page(request.GET.get("page"))
    return render(request, "trial/mailbox.html", {"page": page, "q": text})


@login_not_required
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.exclude(message=None), pk=pk)
    return render(request, "trial/mail.html", {"delivery": delivery, "mail": read(delivery)})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]
    {
        "style-src": ["'unsafe-inline'"],
        "script-src": ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-top-navigation-by-user-activation", "allow-popups"],
    }
)
def mail_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as a mail program shows it: its own styles, no script, links leave the frame."""
    delivery = get_object_or_404(Delivery.objects.exclude(message=None), pk=pk)
    page = read(delivery).html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(page)
