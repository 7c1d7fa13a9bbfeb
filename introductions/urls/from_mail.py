from django.urls import path

from introductions.views.from_mail import follow_up_link, met_link, question_link, thanks_link

urlpatterns = [
    path("answer/<str:token>/", question_link, name="question_link"),
    path("how-it-goes/<str:token>/", follow_up_link, name="follow_up_link"),
    path("met/<str:token>/", met_link, name="met_link"),
    path("thanks/<str:token>/", thanks_link, name="thanks_link"),
]
