from django.urls import path

from members.views.roster import roster, roster_add, roster_invite, roster_invite_all, roster_remove
from members.views.roster_import import roster_confirm, roster_import, roster_preview

urlpatterns = [
    path("g/<slug:group>/roster/", roster, name="roster"),
    path("g/<slug:group>/roster/add/", roster_add, name="roster_add"),
    path("g/<slug:group>/roster/invite/", roster_invite_all, name="roster_invite_all"),
    path("g/<slug:group>/roster/<int:pk>/invite/", roster_invite, name="roster_invite"),
    path("g/<slug:group>/roster/<int:pk>/remove/", roster_remove, name="roster_remove"),
    path("g/<slug:group>/roster/import/", roster_import, name="roster_import"),
    path("g/<slug:group>/roster/import/<int:pk>/", roster_preview, name="roster_preview"),
    path("g/<slug:group>/roster/import/<int:pk>/confirm/", roster_confirm, name="roster_confirm"),
]
