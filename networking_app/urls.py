"""Every address of the site."""

from django.conf import settings
from django.urls import include, path

from networking_app.health import healthy

urlpatterns = [
    path("healthz/", healthy, name="healthy"),
    path("accounts/", include("allauth.urls")),
    path("", include("members.urls")),
    path("", include("introductions.urls")),
    path("", include("goals.urls")),
]
if settings.TRIAL:
    urlpatterns.append(path("", include("trial.urls")))
