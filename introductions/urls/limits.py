from django.urls import path

from introductions.views.limits import apart_add, apart_remove, limits, pause_end

urlpatterns = [
    path("settings/introductions/", limits, name="limits"),
    path("settings/introductions/pause/end/", pause_end, name="pause_end"),
    path("settings/introductions/apart/<int:pk>/add/", apart_add, name="apart_add"),
    path("settings/introductions/apart/<int:pk>/remove/", apart_remove, name="apart_remove"),
]
