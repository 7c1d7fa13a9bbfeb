from django.urls import path

from introductions.views.health import health, health_table

urlpatterns = [
    path("g/<slug:group>/health/", health, name="health"),
    path("g/<slug:group>/health/<slug:table>.csv", health_table, name="health_table"),
]
