from django.urls import path

from members.views.wants import contact_want_add, want_add, want_end

urlpatterns = [
    path("profile/wants/", want_add, name="want_add"),
    path("profile/wants/<int:pk>/end/", want_end, name="want_end"),
    path("people/<int:pk>/wants/", contact_want_add, name="contact_want_add"),
]
