from django.urls import path

from introductions.views.introduce import introduce

urlpatterns = [path("introduce/<int:a>/<int:b>/", introduce, name="introduce")]
