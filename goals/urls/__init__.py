"""The addresses of goals, one subject a file."""

from django.urls import path

from goals.urls import calendar, commitments, goals, note, rot
from goals.views.today import today

app_name = "goals"
urlpatterns = [
    path("", today, name="today"),
    *calendar.urlpatterns,
    *goals.urlpatterns,
    *commitments.urlpatterns,
    *note.urlpatterns,
    *rot.urlpatterns,
]
