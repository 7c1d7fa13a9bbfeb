"""The addresses of members, one subject a file."""

from django.urls import URLPattern

app_name = "members"
urlpatterns: list[URLPattern] = []
