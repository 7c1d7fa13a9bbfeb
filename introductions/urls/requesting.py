from django.urls import path

from introductions.views.requests import request_close, request_detail, request_list

urlpatterns = [
    path("requests/", request_list, name="requests"),
    path("requests/<int:pk>/", request_detail, name="request"),
    path("requests/<int:pk>/close/", request_close, name="request_close"),
]
