"""Mail for the operator: how much of it stands where, what needs somebody, try again, or drop."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from members import services
from members.deliveries.history import History
from members.models import Delivery
from members.services.mail import may_arrive_twice


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", metavar="ACTION")
        listing = actions.add_parser("list", help="what came back, was given up, or may have gone")
        listing.add_argument("--limit", type=int, default=50, help="the latest so many (50)")
        for name, text in (("retry", "try one again"), ("drop", "let one be")):
            actions.add_parser(name, help=text).add_argument("pk", type=int, metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] is None:
            self.count()
        elif options["action"] == "list":
            self.show(options["limit"])
        else:
            self.act(options["action"], options["pk"])

    def count(self) -> None:
        """How many mails are in each state."""
        found = Delivery.objects.order_by().values_list("state").annotate(Count("pk"))
        counts = dict(found)
        for state, label in Delivery.State.choices:
            self.stdout.write(f"{counts.get(state, 0):>8}  {state:<10} {label}")

    def show(self, limit: int) -> None:
        """The mails that need somebody, one a line."""
        for delivery in Delivery.objects.troubled().for_list()[:limit]:
            history = History.of(delivery)
            twice = may_arrive_twice(delivery, history, timezone.now())
            warning = " (trying again may bring a second copy)" if twice else ""
            self.stdout.write(
                f"{delivery.pk:>8}  {delivery.state:<8} {delivery.created_at:%Y-%m-%d %H:%M}  "
                f"{delivery.kind} to {delivery.recipient.email}: {delivery.reason}{warning}"
            )

    def act(self, action: str, pk: int) -> None:
        delivery = Delivery.objects.filter(pk=pk).first()
        if delivery is None:
            raise CommandError(f"There is no mail {pk}.")
        if action == "drop":
            done = services.drop_delivery(delivery)
        else:
            done = services.retry_delivery(delivery, now=timezone.now())
        if not done:
            raise CommandError(f"Mail {pk} is {delivery.get_state_display().lower()}: not now.")
        self.stdout.write("Dropped." if action == "drop" else "It goes with the next round.")
