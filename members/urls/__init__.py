"""The addresses of members, one subject a file."""

from django.urls import URLPattern

from members.urls import join, mail, people, profile, roster, webhooks

app_name = "members"
urlpatterns: list[URLPattern] = [
    *join.urlpatterns,
    *mail.urlpatterns,
    *people.urlpatterns,
    *profile.urlpatterns,
    *roster.urlpatterns,
    *webhooks.urlpatterns,
]
