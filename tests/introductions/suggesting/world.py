"""A small group in which any two people have a reason to meet."""

from datetime import timedelta

from introductions import services
from introductions.models import Suggestion
from members.models import EventNeed
from tests.factories import GroupFactory, SourceTypeFactory, TriggerEventFactory, member_of


class World:
    """Dana, Marta, Tom and Priya are in Riverside; a divorce needs everybody's profession."""

    def __init__(self, now):
        self.now = now + timedelta(minutes=5)
        self.divorce = TriggerEventFactory(
            slug="divorce", short="a divorce", moment="when a couple parts"
        )
        self.attorneys = SourceTypeFactory(short="family attorneys")
        self.riverside = GroupFactory(name="Riverside")
        self.dana = self.member(self.riverside, "Dana Whitfield")
        self.marta = self.member(self.riverside, "Marta Okafor")
        self.tom = self.member(self.riverside, "Tom Lindqvist")
        self.priya = self.member(self.riverside, "Priya Raman")

    def needed(self, person):
        """Give `person` a profile like everybody's, so that any two have a reason to meet."""
        EventNeed.objects.create(
            event=self.divorce, profession=person.profession, does=f"does {person.first_name}'s bit"
        )
        person.events.add(self.divorce)
        person.sources.add(self.attorneys)
        return person

    def member(self, group, name, **fields):
        return self.needed(member_of(group, name=name, **fields).person)

    def refresh(self, person=None, now=None):
        return services.refresh_suggestions_of(person or self.dana, now=now or self.now)

    def pairs(self, person=None, now=None):
        ready = Suggestion.objects.ready_for(person or self.dana, now or self.now).for_cards()
        return {frozenset((row.a.first_name, row.b.first_name)) for row in ready}

    def suggestion(self, *people):
        a, b = sorted(people, key=lambda person: person.pk)
        return Suggestion.objects.get(introducer=self.dana, a=a, b=b)


def pair(*names):
    return frozenset(names)
