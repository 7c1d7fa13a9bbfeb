from django.urls import path

from introductions.views.suggestions import (
    suggestion_later,
    suggestion_list,
    suggestion_more,
    suggestion_refuse,
    suggestion_restore,
)

urlpatterns = [
    path("suggestions/", suggestion_list, name="suggestions"),
    path("suggestions/more/", suggestion_more, name="more"),
    path("suggestions/<int:pk>/later/", suggestion_later, name="later"),
    path("suggestions/<int:pk>/refuse/", suggestion_refuse, name="refuse"),
    path("suggestions/<int:pk>/restore/", suggestion_restore, name="restore"),
]
