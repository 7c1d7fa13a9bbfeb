from django.urls import path

from introductions.views.questions import after_all, answer_question, asked

urlpatterns = [
    path("introductions/asked/", asked, name="asked"),
    path("introductions/asked/<int:pk>/answer/", answer_question, name="answer_question"),
    path("introductions/asked/<int:pk>/after-all/", after_all, name="after_all"),
]
