"""The addresses of members, one subject a file."""

from django.urls import URLPattern

from members.urls import people, profile

app_name = "members"
urlpatterns: list[URLPattern] = [
    *people.urlpatterns,
    *profile.urlpatterns,
]
