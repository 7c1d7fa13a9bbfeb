from django.urls import path

from members.views.contact_import import contact_book, contact_choose, contact_import, contact_undo
from members.views.contacts import contact_add, contact_delete, contact_edit, contacts

urlpatterns = [
    path("contacts/", contacts, name="contacts"),
    path("contacts/add/", contact_add, name="contact_add"),
    path("contacts/<int:pk>/edit/", contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/delete/", contact_delete, name="contact_delete"),
    path("contacts/import/", contact_import, name="contact_import"),
    path("contacts/import/<int:pk>/", contact_book, name="contact_book"),
    path("contacts/import/<int:pk>/choose/", contact_choose, name="contact_choose"),
    path("contacts/import/<int:pk>/undo/", contact_undo, name="contact_undo"),
]
