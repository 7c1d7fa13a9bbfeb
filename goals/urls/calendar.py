"""The addresses of the private calendar."""

from django.urls import path

from goals.views.calendar import calendar, end, feed, renew

urlpatterns = [
    path("calendar/<str:token>.ics", feed, name="calendar_feed"),
    path("settings/calendar/", calendar, name="calendar"),
    path("settings/calendar/renew/", renew, name="calendar_renew"),
    path("settings/calendar/end/", end, name="calendar_end"),
]
