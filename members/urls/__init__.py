"""The addresses of members, one subject a file."""

from django.urls import URLPattern

from members.urls import (
    contacts,
    duplicates,
    groups,
    join,
    mail,
    meetings,
    people,
    profile,
    roster,
    roster_files,
    wants,
    webhooks,
)

app_name = "members"
urlpatterns: list[URLPattern] = [
    *contacts.urlpatterns,
    *duplicates.urlpatterns,
    *groups.urlpatterns,
    *join.urlpatterns,
    *mail.urlpatterns,
    *meetings.urlpatterns,
    *people.urlpatterns,
    *profile.urlpatterns,
    *roster.urlpatterns,
    *roster_files.urlpatterns,
    *wants.urlpatterns,
    *webhooks.urlpatterns,
]
