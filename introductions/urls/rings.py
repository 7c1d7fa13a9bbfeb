from django.urls import path

from introductions.views.rings import ring_introduce, ring_list, ring_page

urlpatterns = [
    path("rings/", ring_list, name="rings"),
    path("rings/<slug:slug>/", ring_page, name="ring"),
    path("rings/<slug:slug>/introduce/", ring_introduce, name="ring_introduce"),
]
