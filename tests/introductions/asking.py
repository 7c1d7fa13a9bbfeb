"""Dana asks Marta and Tom, whom she knows from Riverside."""

from introductions import services
from introductions.drafting import Letter
from introductions.models import Party
from tests.factories import GroupFactory, member_of

LETTERS = {
    "letter_a": Letter("May I introduce you to Tom?", "Hello Marta,\n\nmay I?"),
    "letter_b": Letter("May I introduce you to Marta?", "Hello Tom,\n\nmay I?"),
}


class World:
    def __init__(self):
        self.group = GroupFactory(name="Riverside")
        self.users = {
            name.split()[0]: member_of(self.group, name=name, profession__short=trade)
            for name, trade in (
                ("Dana Whitfield", "event planner"),
                ("Marta Okafor", "divorce mediator"),
                ("Tom Lindqvist", "realtor"),
            )
        }
        self.dana, self.marta, self.tom = (user.person for user in self.users.values())

    def ask(self, now, **changes):
        pair = {"a": self.marta, "b": self.tom, "reasons": []} | LETTERS | changes
        return services.ask(self.dana, now=now, **pair)

    def side_of(self, person):
        return Party.objects.of(person).order_by("-pk").first()

    def answer(self, person, answer, now, until=None):
        return services.answer_question(self.side_of(person), answer=answer, until=until, now=now)
