from django.urls import path

from members.views.groups import group_leave, group_terms, groups

urlpatterns = [
    path("settings/groups/", groups, name="groups"),
    path("settings/groups/<slug:group>/terms/", group_terms, name="group_terms"),
    path("settings/groups/<slug:group>/leave/", group_leave, name="group_leave"),
]
