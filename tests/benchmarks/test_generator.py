"""The invented world has what the benchmarks rely on, and is the same every time."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.generator import make_world
from benchmarks.generator.world import INTRODUCTIONS_EACH
from goals.models import Goal
from introductions.models import FollowUp, Introduction, Party, Suggestion
from members.models import Group, Membership, Person, User

pytestmark = pytest.mark.django_db
PEOPLE = 100


@pytest.fixture
def world(now):
    call_command("load_starter_lists", verbosity=0)
    made = make_world(PEOPLE, now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # COPY has checked foreign keys by now
    return made


def test_it_has_as_many_people_and_introductions_as_asked_for(world):
    assert Person.objects.filter(keeper=None).count() == PEOPLE
    assert Group.objects.count() == 1
    assert Introduction.objects.count() == PEOPLE * INTRODUCTIONS_EACH
    assert Membership.objects.active().count() > 0.8 * PEOPLE


def test_the_busy_member_has_something_on_every_page(world, now):
    person = world.busy.person
    assert Group.objects.organized_by(person).get() == world.group
    assert Suggestion.objects.ready_for(person, now).count() >= 3
    assert FollowUp.objects.open_for(person).due(now).exists()
    assert Introduction.objects.visible_to(person).open().exists()
    assert Goal.objects.current().filter(person=person).exists()
    assert person.sources.exists()
    assert person.events.exists()


def test_some_follow_ups_are_due_and_more_are_coming(world, now):
    open_ones = FollowUp.objects.filter(state="open")
    due = open_ones.due(now).count()
    assert 0 < due < open_ones.count() / 2


def test_introductions_are_made_by_co_members(world):
    for introduction in Introduction.objects.for_list()[:20]:
        circle = Person.objects.circle_of(introduction.introducer)
        assert {introduction.a, introduction.b} <= set(circle)


def test_new_rows_can_be_added(world, now):
    person = Person.objects.create(name="New", email="new@firm.example")
    assert person.pk > PEOPLE
    User.objects.create_user(person)


def test_the_same_world_comes_out_twice(now):
    call_command("load_starter_lists", verbosity=0)

    def once():
        with transaction.atomic():
            make_world(PEOPLE, now)
            made = everything()
            transaction.set_rollback(True)
        return made

    assert once() == once()


def test_it_never_touches_people_who_are_there(world, now):
    with pytest.raises(ValueError, match="people in this database"):
        make_world(PEOPLE, now)


def everything():
    """Rows that make up the world, without keys that PostgreSQL chose or times of this moment."""
    return [
        list(Person.objects.order_by("pk").values_list("pk", "name", "email", "profession")),
        list(Membership.objects.order_by("pk").values_list("group", "person", "state")),
        list(Person.sources.through.objects.order_by("pk").values_list("person", "sourcetype")),
        list(Introduction.objects.order_by("pk").values_list("introducer", "a", "b", "made_at")),
        list(Party.objects.order_by("pk").values_list("introduction", "subject")),
        list(FollowUp.objects.order_by("pk").values_list("introduction", "person", "due_at")),
        list(Suggestion.objects.order_by("pk").values_list("introducer", "a", "b", "reasons")),
    ]
