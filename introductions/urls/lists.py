from django.urls import path

from introductions.views.lists import lists, lists_add, lists_delete, lists_entry, lists_merge
from introductions.views.lists_files import lists_file, lists_import, lists_rivals

GROUP = "g/<slug:group>/lists"

urlpatterns = [
    path(f"{GROUP}/", lists, name="lists"),
    path(f"{GROUP}/rivals/", lists_rivals, name="lists_rivals"),
    path(f"{GROUP}/<slug:kind>/", lists, name="lists_of"),
    path(f"{GROUP}/<slug:kind>/file/", lists_file, name="lists_file"),
    path(f"{GROUP}/<slug:kind>/import/", lists_import, name="lists_import"),
    path(f"{GROUP}/<slug:kind>/add/", lists_add, name="lists_add"),
    path(f"{GROUP}/<slug:kind>/<int:pk>/", lists_entry, name="lists_entry"),
    path(f"{GROUP}/<slug:kind>/<int:pk>/merge/", lists_merge, name="lists_merge"),
    path(f"{GROUP}/<slug:kind>/<int:pk>/delete/", lists_delete, name="lists_delete"),
]
