"""The product's addresses and the bare page that they are compared with."""

from django.urls import include, path

from benchmarks.views import bare

urlpatterns = [
    path("bare/", bare, name="bare"),
    path("", include("networking_app.urls")),
]
