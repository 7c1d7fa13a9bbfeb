"""The addresses of introductions, one subject a file."""

from introductions.urls import (
    follow_ups,
    from_mail,
    giving,
    health,
    introduce,
    introductions,
    learning,
    limits,
    lists,
    people,
    questions,
    requesting,
    rings,
    suggestions,
    tables,
)

app_name = "introductions"
urlpatterns = [
    *suggestions.urlpatterns,
    *learning.urlpatterns,
    *introduce.urlpatterns,
    *introductions.urlpatterns,
    *questions.urlpatterns,
    *from_mail.urlpatterns,
    *giving.urlpatterns,
    *follow_ups.urlpatterns,
    *people.urlpatterns,
    *limits.urlpatterns,
    *lists.urlpatterns,
    *requesting.urlpatterns,
    *rings.urlpatterns,
    *tables.urlpatterns,
    *health.urlpatterns,
]
