"""Addresses that exist in the trial alone."""

from django.urls import path

from trial import views

app_name = "trial"
urlpatterns = [
    path("look-around/<slug:who>/", views.look_around, name="look_around"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mail, name="mail"),
    path("mailbox/<int:pk>/page/", views.mail_page, name="mail_page"),
]
