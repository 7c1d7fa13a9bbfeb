"""A small group whose people the stories are about; run inside the site, under its clock."""

from tests.browser.site import Site

DANA, MARTA, TOM, RUTH = (f"{name}@elm.example" for name in ("dana", "marta", "tom", "ruth"))
PEOPLE = """
from django.utils import timezone
from members.models import Group, Membership, Person, Profession, User
from members.services import change_profile

now = timezone.now()
group = Group.objects.create(name="Elm Street", slug="elm", time_zone="America/New_York")
for name, slug, role in [
    ("Dana Whitfield", "event_planner", "member"),
    ("Marta Okafor", "mediator", "member"),
    ("Tom Lindqvist", "residential_realtor", "member"),
    ("Ruth Alvarez", "cpa", "organizer"),
]:
    person = Person.objects.create(
        name=name,
        email=name.split()[0].lower() + "@elm.example",
        time_zone="America/New_York",
        profession=Profession.objects.get(slug=slug),
    )
    Membership.objects.create(
        group=group, person=person, state="active", role=role, joined_at=now
    )
    User.objects.create_user(person)
    change_profile(person, now=now, refill=True)
"""
INTRODUCE = """
from django.utils import timezone
from introductions import services
from introductions.drafting import Letter
from members.models import Person

dana, marta, tom = (Person.objects.get(name__startswith=name) for name in ("Dana", "Marta", "Tom"))
letter = Letter("Meet", "You two should meet.")
services.introduce(
    dana, a=marta, b=tom, letter_a=letter, letter_b=letter, reasons=[], now=timezone.now()
)
"""


def move_in(site: Site) -> None:
    """Dana, Marta, Tom, and Ruth who organizes: all in New York, all with an account."""
    site.run(PEOPLE)


def introduce_marta_and_tom(site: Site) -> None:
    """Dana introduces them directly, now."""
    site.run(INTRODUCE)
