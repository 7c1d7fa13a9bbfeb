from django.urls import path

from members.views.roster_export import roster_export
from members.views.roster_import import (
    roster_columns,
    roster_confirm,
    roster_import,
    roster_import_undo,
    roster_preview,
    roster_progress,
    roster_report,
)

HERE = "g/<slug:group>/roster/import"

urlpatterns = [
    path("g/<slug:group>/roster/export/", roster_export, name="roster_export"),
    path(f"{HERE}/", roster_import, name="roster_import"),
    path(f"{HERE}/<int:pk>/", roster_preview, name="roster_preview"),
    path(f"{HERE}/<int:pk>/columns/", roster_columns, name="roster_columns"),
    path(f"{HERE}/<int:pk>/confirm/", roster_confirm, name="roster_confirm"),
    path(f"{HERE}/<int:pk>/progress/", roster_progress, name="roster_progress"),
    path(f"{HERE}/<int:pk>/report/", roster_report, name="roster_report"),
    path(f"{HERE}/<int:pk>/undo/", roster_import_undo, name="roster_import_undo"),
]
