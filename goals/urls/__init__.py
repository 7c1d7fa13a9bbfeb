"""The addresses of goals, one subject a file."""

from django.urls import path

from goals.urls import goals
from goals.views.today import today

app_name = "goals"
urlpatterns = [
    path("", today, name="today"),
    *goals.urlpatterns,
]
