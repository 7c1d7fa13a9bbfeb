from django.urls import path

from introductions.views.contributions import (
    contribution_confirm,
    contribution_correct,
    contribution_page,
    contribution_refuse,
    contribution_thank,
    contribution_undo,
    contribution_words,
    note_giving,
    thanks_hide,
    thanks_show,
)
from introductions.views.giving import giving, giving_all
from introductions.views.giving_link import contribution_link
from introductions.views.thanks import group_thanks
from introductions.views.wants import want_from, want_got

urlpatterns = [
    path("giving/", giving, name="giving"),
    path("giving/all/", giving_all, name="giving_all"),
    path("giving/with/<int:pk>/", note_giving, name="note_giving"),
    path("giving/<int:pk>/", contribution_page, name="contribution"),
    path("giving/<int:pk>/words/", contribution_words, name="contribution_words"),
    path("giving/<int:pk>/confirm/", contribution_confirm, name="contribution_confirm"),
    path("giving/<int:pk>/correct/", contribution_correct, name="contribution_correct"),
    path("giving/<int:pk>/refuse/", contribution_refuse, name="contribution_refuse"),
    path("giving/<int:pk>/undo/", contribution_undo, name="contribution_undo"),
    path("giving/<int:pk>/thank/", contribution_thank, name="contribution_thank"),
    path("giving/<int:pk>/show/", thanks_show, name="thanks_show"),
    path("giving/<int:pk>/hide/", thanks_hide, name="thanks_hide"),
    path("giving/wants/<int:pk>/got/", want_got, name="want_got"),
    path("giving/wants/<int:pk>/from/", want_from, name="want_from"),
    path("g/<slug:group>/thanks/", group_thanks, name="group_thanks"),
    path("received/<str:token>/", contribution_link, name="contribution_link"),
]
