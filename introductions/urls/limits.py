from django.urls import path

from introductions.views.limits import (
    apart_add,
    apart_remove,
    limits,
    pause_end,
    pause_plan,
    pause_remove,
)

urlpatterns = [
    path("settings/introductions/", limits, name="limits"),
    path("settings/introductions/pause/end/", pause_end, name="pause_end"),
    path("settings/introductions/pause/plan/", pause_plan, name="pause_plan"),
    path("settings/introductions/pause/<int:pk>/remove/", pause_remove, name="pause_remove"),
    path("settings/introductions/apart/<int:pk>/add/", apart_add, name="apart_add"),
    path("settings/introductions/apart/<int:pk>/remove/", apart_remove, name="apart_remove"),
]
