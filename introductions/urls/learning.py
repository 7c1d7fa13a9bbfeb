from django.urls import path

from introductions.views.learning import (
    why,
    why_reset,
    why_reset_group,
    why_restore,
    why_restore_group,
)

urlpatterns = [
    path("suggestions/why/", why, name="why"),
    path("suggestions/why/reset/", why_reset, name="why_reset"),
    path("suggestions/why/restore/", why_restore, name="why_restore"),
    path("g/<slug:group>/why/reset/", why_reset_group, name="why_reset_group"),
    path("g/<slug:group>/why/restore/", why_restore_group, name="why_restore_group"),
]
