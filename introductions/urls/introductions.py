from django.urls import path

from introductions.views.introductions import introduction_detail, introduction_list, thank
from introductions.views.taking_back import undo, withdraw

urlpatterns = [
    path("introductions/", introduction_list, name="list"),
    path("introductions/<int:pk>/", introduction_detail, name="detail"),
    path("introductions/<int:pk>/thank/", thank, name="thank"),
    path("introductions/<int:pk>/undo/", undo, name="undo"),
    path("introductions/<int:pk>/withdraw/", withdraw, name="withdraw"),
]
