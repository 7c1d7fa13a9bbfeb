"""Bring in the lists of professions, referral sources, prospect pools and trigger events."""

from typing import Any

from django.core.management.base import BaseCommand

from members.vocabulary.loading import load_starter_lists, read_starter_lists


class Command(BaseCommand):
    help = "Bring in the starter lists. Entries that somebody edited are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_starter_lists(read_starter_lists())
        counts = ", ".join(f"{count} {name}" for name, count in loaded.items())
        self.stdout.write(f"The lists are in: {counts}.")
