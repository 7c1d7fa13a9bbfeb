"""The addresses of return on time: what came of it, minutes, money."""

from django.urls import path

from goals.views.earnings import earning, earning_forget, earnings
from goals.views.minutes import minutes, minutes_change, minutes_forget, usual_minutes
from goals.views.rot import return_on_time

urlpatterns = [
    path("return/", return_on_time, name="rot"),
    path("time/", minutes, name="minutes"),
    path("time/usual/", usual_minutes, name="usual_minutes"),
    path("time/<slug:source>/<int:pk>/", minutes_change, name="minutes_change"),
    path("time/entry/<int:pk>/forget/", minutes_forget, name="minutes_forget"),
    path("earnings/", earnings, name="earnings"),
    path("earnings/<int:pk>/", earning, name="earning"),
    path("earnings/<int:pk>/forget/", earning_forget, name="earning_forget"),
]
