"""The addresses of a trial: the site's own and those that exist there alone."""

from django.urls import include, path

from networking_app.urls import urlpatterns as site

urlpatterns = [*site, path("", include("trial.urls"))]
