"""Which rows of introductions say that something was done with a contact, and what they are
called where a contact is deleted."""

from django.db.models import Q

from introductions.models import Contribution, Introduction, Suggestion, SuggestionList
from members.contacts import using


def register_words() -> None:
    using.made_by_itself(Suggestion, Q(state=Suggestion.State.READY))
    using.made_by_itself(SuggestionList)
    using.call(Introduction, "introduction", "introductions")
    using.call(Contribution, "note of giving or receiving", "notes of giving and receiving")
