from django.urls import path

from members.views.mail import mail, mail_drop, mail_retry, profile_mail

urlpatterns = [
    path("profile/mail/", profile_mail, name="profile_mail"),
    path("g/<slug:group>/mail/", mail, name="mail"),
    path("g/<slug:group>/mail/<int:pk>/retry/", mail_retry, name="mail_retry"),
    path("g/<slug:group>/mail/<int:pk>/drop/", mail_drop, name="mail_drop"),
]
