"""Fill an empty database with the trial: the same people and the same twelve weeks every time."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from members.models import Person
from trial.seeding.history import live_through


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TRIAL:
            raise CommandError("Sample data belong in a trial only: set TRIAL=1.")
        if Person.objects.exists():
            self.stdout.write("There are people already; nothing to do.")
            return
        with transaction.atomic():
            call_command("load_starter_lists", verbosity=0)
            introductions = live_through(now=timezone.now())
        self.stdout.write(
            f"{Person.objects.count()} people and {introductions} introductions are ready."
        )
