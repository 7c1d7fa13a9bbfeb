"""The addresses of introductions, one subject a file."""

from introductions.urls import follow_ups, introduce, introductions, learning, people, suggestions

app_name = "introductions"
urlpatterns = [
    *suggestions.urlpatterns,
    *learning.urlpatterns,
    *introduce.urlpatterns,
    *introductions.urlpatterns,
    *follow_ups.urlpatterns,
    *people.urlpatterns,
]
