from django.urls import path

from introductions.views.tables import (
    tables,
    tables_forget,
    tables_move,
    tables_plan,
    tables_print,
)

urlpatterns = [
    path("g/<slug:group>/meetings/<int:pk>/tables/", tables, name="tables"),
    path("g/<slug:group>/meetings/<int:pk>/tables/plan/", tables_plan, name="tables_plan"),
    path("g/<slug:group>/meetings/<int:pk>/tables/move/", tables_move, name="tables_move"),
    path("g/<slug:group>/meetings/<int:pk>/tables/forget/", tables_forget, name="tables_forget"),
    path("g/<slug:group>/meetings/<int:pk>/tables/print/", tables_print, name="tables_print"),
]
