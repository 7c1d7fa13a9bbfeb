from django.urls import path

from introductions.views.introductions import introduction_detail, introduction_list

urlpatterns = [
    path("introductions/", introduction_list, name="list"),
    path("introductions/<int:pk>/", introduction_detail, name="detail"),
]
