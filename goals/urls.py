"""The addresses of goals."""

from django.urls import path

from goals.views.goals import goals, set_goal
from goals.views.today import today

app_name = "goals"
urlpatterns = [
    path("", today, name="today"),
    path("goals/", goals, name="goals"),
    path("goals/set/", set_goal, name="set_goal"),
]
