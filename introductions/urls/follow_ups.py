from django.urls import path

from introductions.views.follow_ups import answer, follow_up_list, put_off

urlpatterns = [
    path("follow-ups/", follow_up_list, name="follow_ups"),
    path("follow-ups/<int:pk>/answer/", answer, name="answer"),
    path("follow-ups/<int:pk>/put-off/", put_off, name="put_off"),
]
