from django.urls import path

from introductions.views.contacts import contact_note, rhythm
from introductions.views.people import partners, person_page, set_closeness

urlpatterns = [
    path("people/<int:pk>/", person_page, name="person"),
    path("people/<int:pk>/introduce-to/", partners, name="partners"),
    path("people/<int:pk>/tie/", set_closeness, name="tie"),
    path("people/<int:pk>/rhythm/", rhythm, name="rhythm"),
    path("people/<int:pk>/contacts/", contact_note, name="contact_note"),
]
