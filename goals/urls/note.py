"""The addresses under which anything is noted in passing."""

from django.urls import path

from goals.views.note import note, noted, noted_minutes, noted_undo

urlpatterns = [
    path("note/", note, name="note"),
    path("note/<slug:kind>/<int:pk>/", noted, name="noted"),
    path("note/<slug:kind>/<int:pk>/minutes/", noted_minutes, name="noted_minutes"),
    path("note/<slug:kind>/<int:pk>/undo/", noted_undo, name="noted_undo"),
]
