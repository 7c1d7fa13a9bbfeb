"""Several questions at once answer as each would by itself."""

from datetime import timedelta

import pytest
from django.db.models import CharField, DateField, DateTimeField, F, Value

from introductions.models import FollowUp, Suggestion
from members.models import Interaction, Membership, Pause, Person, Tie
from members.together import Given, GivenKeys, Together
from tests.factories import (
    NOW,
    FollowUpFactory,
    PersonFactory,
    ProfessionFactory,
    SuggestionFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_come_as_the_queryset_itself_gives_them(django_assert_num_queries):
    person = PersonFactory(
        profession=ProfessionFactory(aliases=["a “b”", "100 % c"]),
        about="é\n{}%s",
        paused_until=None,
    )
    TieFactory(holder=PersonFactory(), person=person, rhythm_since=NOW.date())
    asked = {
        "ties": Tie.objects.select_related("person__profession", "holder__keeper"),
        "people": Person.objects.order_by("-pk"),
    }
    with django_assert_num_queries(1):
        found = Together(lambda: asked).ask()

    assert [columns(row) for row in found["people"]] == [columns(row) for row in asked["people"]]
    with django_assert_num_queries(0):
        (tie,) = found["ties"]
        seen = tie.person, tie.person.profession, tie.holder, tie.holder.keeper
    own = asked["ties"].get()
    for mine, theirs in zip(seen, (own.person, own.person.profession, own.holder), strict=False):
        assert columns(mine) == columns(theirs)
        assert mine == theirs
    assert (columns(tie), tie.holder.keeper) == (columns(own), None)


def test_values_of_every_kind_keep_their_types():
    follow_up = FollowUpFactory(due_at=NOW + timedelta(microseconds=7))
    suggestion = SuggestionFactory(score=0.25)
    pause = Pause.objects.create(
        person=follow_up.person, starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=3)
    )
    found = Together(
        lambda: {
            "moments": FollowUp.objects.values_list("due_at", "answered_at", "state"),
            "json": Suggestion.objects.values_list("reasons", "score"),
            "days": Pause.objects.values_list("starts_on", "pk"),
            "union": Person.objects.filter(pk=suggestion.a_id)
            .annotate(what=Value("a", output_field=CharField()))
            .values_list("what", "name")
            .union(
                Person.objects.filter(pk=suggestion.b_id)
                .annotate(what=Value("b", output_field=CharField()))
                .values_list("what", "name"),
                all=True,
            ),
            "annotated": Person.objects.filter(pk=suggestion.a_id).annotate(firm=F("company")),
        }
    ).ask()

    assert found["moments"] == [(follow_up.due_at, None, "open")]
    assert found["json"] == [(suggestion.reasons, suggestion.score)]
    assert found["days"] == [(pause.starts_on, pause.pk)]
    assert sorted(found["union"]) == [("a", suggestion.a.name), ("b", suggestion.b.name)]
    assert [person.firm for person in found["annotated"]] == [suggestion.a.company]


def test_each_time_answers_to_what_is_given_then():
    ruth, tom = PersonFactory(), PersonFactory()
    for days, other in enumerate((ruth, tom, tom)):
        Interaction.objects.create(
            person=other,
            other=PersonFactory(),
            kind="met",
            happened_on=NOW.date() - timedelta(days=days),
            created_at=NOW,
        )
    together = Together(
        lambda: {
            "of": Interaction.objects.filter(
                person=Given("person"), happened_on__gte=Given("first", DateField())
            ).values_list("happened_on"),
            "noted": Interaction.objects.filter(
                person__in=GivenKeys("people"), created_at__lte=Given("now", DateTimeField())
            ).order_by("-pk")[:2],
        }
    )

    def ask(person, days, people=(), now=NOW):
        keys = [one.pk for one in people]
        first = NOW.date() - timedelta(days=days)
        found = together.ask(person=person.pk, first=first, people=keys, now=now)
        return len(found["of"]), [row.person_id for row in found["noted"]]

    assert ask(ruth, 9) == (1, [])
    assert ask(tom, 9, [ruth, tom]) == (2, [tom.pk, tom.pk])
    assert ask(tom, 1, [ruth]) == (1, [ruth.pk])
    assert ask(tom, 9, [tom], NOW - timedelta(days=1)) == (2, [])
    with pytest.raises(KeyError):
        together.ask(person=3)


def test_the_questions_are_built_once():
    built = []

    def build():
        built.append(1)
        return {"people": Person.objects.filter(pk=Given("key"))}

    together = Together(build)
    people = [PersonFactory() for _ in range(3)]

    assert [together.ask(key=one.pk)["people"] for one in people] == [[one] for one in people]
    assert built == [1]


def test_what_would_ask_again_for_each_row_is_refused():
    asked = Membership.objects.prefetch_related("person")

    with pytest.raises(ValueError, match="queries of its own"):
        Together(lambda: {"memberships": asked}).ask()
