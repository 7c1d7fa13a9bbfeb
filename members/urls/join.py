from django.urls import path

from members.views.join import join, join_opened, stop, stop_topic

urlpatterns = [
    path("join/<str:token>/", join, name="join"),
    path("join/<str:token>/opened/", join_opened, name="join_opened"),
    path("stop/<str:token>/", stop, name="stop"),
    path("stop/<slug:name>/<str:token>/", stop_topic, name="stop_topic"),
]
