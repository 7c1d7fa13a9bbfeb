"""The addresses of introductions, one subject a file."""

from introductions.urls import (
    follow_ups,
    from_mail,
    giving,
    introduce,
    introductions,
    learning,
    limits,
    people,
    questions,
    requesting,
    rings,
    suggestions,
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
    *requesting.urlpatterns,
    *rings.urlpatterns,
]
