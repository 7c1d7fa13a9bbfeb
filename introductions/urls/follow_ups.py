from django.urls import path

from introductions.views.contacts import contact_forget
from introductions.views.follow_ups import answer, follow_up_list, put_off, put_off_to
from introductions.views.pace import group_pace, group_pace_reset, pace, pace_reset

urlpatterns = [
    path("follow-ups/", follow_up_list, name="follow_ups"),
    path("follow-ups/<int:pk>/answer/", answer, name="answer"),
    path("follow-ups/<int:pk>/put-off/", put_off, name="put_off"),
    path("follow-ups/<int:pk>/put-off-to/", put_off_to, name="put_off_to"),
    path("contacts/<int:pk>/forget/", contact_forget, name="contact_forget"),
    path("settings/follow-ups/", pace, name="pace"),
    path("settings/follow-ups/reset/", pace_reset, name="pace_reset"),
    path("g/<slug:group>/follow-ups/", group_pace, name="group_pace"),
    path("g/<slug:group>/follow-ups/reset/", group_pace_reset, name="group_pace_reset"),
]
