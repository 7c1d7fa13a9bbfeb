"""The addresses of members, one subject a file."""

from django.urls import URLPattern

from members.urls import join, people, profile, roster

app_name = "members"
urlpatterns: list[URLPattern] = [
    *join.urlpatterns,
    *people.urlpatterns,
    *profile.urlpatterns,
    *roster.urlpatterns,
]
