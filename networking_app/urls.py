"""Every address of the site."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from networking_app.health import healthy

urlpatterns = [
    path("healthz/", healthy, name="healthy"),
    # The address comes from the roster and names the person: it is not changed behind its back.
    path("accounts/email/", RedirectView.as_view(pattern_name="members:profile")),
    path("accounts/", include("allauth.urls")),
    path("", include("members.urls")),
    path("", include("introductions.urls")),
    path("", include("goals.urls")),
]
if settings.TRIAL:
    urlpatterns.append(path("", include("trial.urls")))
