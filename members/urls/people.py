from django.urls import path

from members.views.people import people

urlpatterns = [path("people/", people, name="people")]
