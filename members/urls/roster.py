from django.urls import path

from members.views.group_rules import group_settings
from members.views.roster import roster, roster_add, roster_invite, roster_invite_all, roster_remove
from members.views.roster_bulk import change_undo, changes, roster_bulk
from members.views.roster_lines import roster_deed, roster_edit, roster_line

urlpatterns = [
    path("g/<slug:group>/roster/", roster, name="roster"),
    path("g/<slug:group>/roster/add/", roster_add, name="roster_add"),
    path("g/<slug:group>/roster/bulk/", roster_bulk, name="roster_bulk"),
    path("g/<slug:group>/roster/invite/", roster_invite_all, name="roster_invite_all"),
    path("g/<slug:group>/roster/<int:pk>/", roster_line, name="roster_line"),
    path("g/<slug:group>/roster/<int:pk>/deed/", roster_deed, name="roster_deed"),
    path("g/<slug:group>/roster/<int:pk>/edit/", roster_edit, name="roster_edit"),
    path("g/<slug:group>/roster/<int:pk>/invite/", roster_invite, name="roster_invite"),
    path("g/<slug:group>/roster/<int:pk>/remove/", roster_remove, name="roster_remove"),
    path("g/<slug:group>/changes/", changes, name="changes"),
    path("g/<slug:group>/changes/<int:pk>/undo/", change_undo, name="change_undo"),
    path("g/<slug:group>/rules/", group_settings, name="group_settings"),
]
