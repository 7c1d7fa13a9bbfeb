from django.urls import path

from members.views.profile import choose_profession, profile, terms

urlpatterns = [
    path("profile/", profile, name="profile"),
    path("profile/profession/", choose_profession, name="profile_profession"),
    path("profile/terms/", terms, name="terms"),
]
