"""Make a group and invite the person who organizes it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from members import services
from members.models import Group, Membership, Person
from members.roster.addresses import clean_email, clean_name


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--organizer", nargs=2, metavar=("NAME", "EMAIL"), required=True)
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--one-seat-per-profession", action="store_true")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            name, email = clean_name(options["organizer"][0]), clean_email(options["organizer"][1])
        except ValueError as error:
            raise CommandError(str(error)) from error
        slug = slugify(options["name"])
        if not slug or Group.objects.filter(slug=slug).exists():
            raise CommandError(f"Choose another name: {options['name']!r} is taken or empty.")
        group = Group(
            name=options["name"],
            slug=slug,
            time_zone=options["time_zone"],
            one_seat_per_profession=options["one_seat_per_profession"],
        )
        group.full_clean()
        group.save()
        person, _ = Person.objects.get_or_create(
            email=email, keeper=None, defaults={"name": name, "time_zone": group.time_zone}
        )
        membership = Membership.objects.create(
            group=group,
            person=person,
            role=Membership.Role.ORGANIZER,
            said_name=name,
            seat=person.profession if group.one_seat_per_profession else None,
        )
        services.invite(membership, by=person, now=timezone.now())
        self.stdout.write(f"{group.name} exists, and an invitation is on its way to {email}.")
