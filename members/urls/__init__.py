"""The addresses of members, one subject a file."""

from django.urls import URLPattern

from members.urls import join, mail, meetings, people, profile, roster, wants, webhooks

app_name = "members"
urlpatterns: list[URLPattern] = [
    *join.urlpatterns,
    *mail.urlpatterns,
    *meetings.urlpatterns,
    *people.urlpatterns,
    *profile.urlpatterns,
    *roster.urlpatterns,
    *wants.urlpatterns,
    *webhooks.urlpatterns,
]
