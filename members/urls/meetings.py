from django.urls import path

from members.views.meetings import (
    meeting_add,
    meeting_cancel,
    meeting_change,
    meeting_there,
    meeting_who,
    meetings,
)

urlpatterns = [
    path("g/<slug:group>/meetings/", meetings, name="meetings"),
    path("g/<slug:group>/meetings/add/", meeting_add, name="meeting_add"),
    path("g/<slug:group>/meetings/<int:pk>/", meeting_change, name="meeting_change"),
    path("g/<slug:group>/meetings/<int:pk>/cancel/", meeting_cancel, name="meeting_cancel"),
    path("g/<slug:group>/meetings/<int:pk>/there/", meeting_there, name="meeting_there"),
    path("g/<slug:group>/meetings/<int:pk>/who/", meeting_who, name="meeting_who"),
]
