from django.urls import path

from members.views.attendance import (
    meeting_as_before,
    meeting_guest,
    meeting_tap,
    meeting_who,
)
from members.views.meeting_planning import (
    meeting_add,
    meeting_cancel,
    meeting_change,
    meeting_series,
)
from members.views.meetings import meeting_there, meetings

urlpatterns = [
    path("g/<slug:group>/meetings/", meetings, name="meetings"),
    path("g/<slug:group>/meetings/add/", meeting_add, name="meeting_add"),
    path("g/<slug:group>/meetings/series/<int:pk>/", meeting_series, name="meeting_series"),
    path("g/<slug:group>/meetings/<int:pk>/", meeting_change, name="meeting_change"),
    path("g/<slug:group>/meetings/<int:pk>/cancel/", meeting_cancel, name="meeting_cancel"),
    path("g/<slug:group>/meetings/<int:pk>/there/", meeting_there, name="meeting_there"),
    path("g/<slug:group>/meetings/<int:pk>/who/", meeting_who, name="meeting_who"),
    path(
        "g/<slug:group>/meetings/<int:pk>/who/<int:person>/",
        meeting_tap,
        name="meeting_tap",
    ),
    path(
        "g/<slug:group>/meetings/<int:pk>/who/as-before/",
        meeting_as_before,
        name="meeting_as_before",
    ),
    path("g/<slug:group>/meetings/<int:pk>/who/guest/", meeting_guest, name="meeting_guest"),
]
