"""The addresses of promises."""

from django.urls import path

from goals.views.goals import goals, restart, set_goal

urlpatterns = [
    path("goals/", goals, name="goals"),
    path("goals/set/", set_goal, name="set_goal"),
    path("goals/restart/", restart, name="restart"),
]
