from django.urls import path

from members.views.duplicates import duplicate, duplicate_merge, duplicate_two, duplicates

PAIR = "g/<slug:group>/duplicates/<int:a>/<int:b>"

urlpatterns = [
    path("g/<slug:group>/duplicates/", duplicates, name="duplicates"),
    path(f"{PAIR}/", duplicate, name="duplicate"),
    path(f"{PAIR}/merge/", duplicate_merge, name="duplicate_merge"),
    path(f"{PAIR}/two/", duplicate_two, name="duplicate_two"),
]
