"""The addresses of introductions, one subject a file."""

from django.urls import URLPattern

app_name = "introductions"
urlpatterns: list[URLPattern] = []
