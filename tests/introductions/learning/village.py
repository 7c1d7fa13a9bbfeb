"""A group of introducers for tests: what they do, said in one line each."""

from datetime import timedelta

from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    SuggestionFactory,
    member_of,
)

EVENT, POOL, SOURCES = "trigger_event", "shared_pool", "shared_sources"


def because(*lenses):
    """Reasons of a pair; "lens:0.3" carries what the reason was worth."""
    reasons = []
    for lens in lenses:
        name, _, worth = lens.partition(":")
        reason = {"lens": name, "text": f"Because of {name}."}
        reasons.append(reason | {"worth": float(worth)} if worth else reason)
    return reasons


class Village:
    """Dana and seven others are in Riverside; `now` is a Monday."""

    def __init__(self, now):
        self.now = now
        self.riverside = GroupFactory(name="Riverside", slug="riverside")
        self.user = member_of(self.riverside, name="Dana Whitfield")
        self.dana = self.user.person
        self.others = [self.member(f"Member {n}") for n in range(7)]

    def member(self, name, group=None, **fields):
        person = PersonFactory(name=name, **fields)
        MembershipFactory(group=group or self.riverside, person=person)
        return person

    def ago(self, days):
        return self.now - timedelta(days=days)

    def pair(self, group=None):
        return self.member("Ann One", group), self.member("Ben Two", group)

    def introduced(self, by=None, state="met", lenses=(EVENT,), days=30, pair=None, **fields):
        """An introduction that came to `state` so many days ago."""
        a, b = pair or self.pair()
        moment = self.ago(days)
        moments = {"created_at": moment, "made_at": moment}
        if state in ("met", "useful"):
            moments[f"{state}_at"] = moment
        elif state == "asking":
            moments["made_at"] = None
        elif state in ("declined", "expired"):
            moments["ended_at"] = moment
        return IntroductionFactory(
            introducer=by or self.dana,
            a=a,
            b=b,
            state=state,
            **{"reasons": because(*lenses)} | moments | fields,
        )

    def refused(self, by=None, refusal="not_these", lenses=(POOL,), days=30, pair=None, **fields):
        a, b = sorted(pair or self.pair(), key=lambda person: person.pk)
        return SuggestionFactory(
            introducer=by or self.dana,
            a=a,
            b=b,
            reasons=because(*lenses),
            answered_at=self.ago(days),
            **{"state": "refused", "refusal": refusal} | fields,
        )

    def experience(self, by=None, times=3, pair=None):
        """Events go well and pools go badly; the same pair again and again, where one is given."""
        for _ in range(times):
            self.introduced(by, pair=pair, state="useful" if pair else "met")
            self.refused(by)
