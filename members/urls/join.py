from django.urls import path

from members.views.join import join, stop

urlpatterns = [
    path("join/<str:token>/", join, name="join"),
    path("stop/<str:token>/", stop, name="stop"),
]
