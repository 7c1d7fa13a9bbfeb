"""Send the mail that is due, without Celery or Redis: by hand, from cron, or as a service."""

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from members.deliveries.draining import drain
from members.deliveries.forgetting import forget_secrets

logger = logging.getLogger(__name__)

PAUSE = 5.0  # seconds between two looks when nothing is due


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped (SIGTERM)")
        parser.add_argument("--limit", type=int, default=50, help="mails in one round (50)")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if not options["loop"]:
            forget_secrets(timezone.now())
            count = drain(limit=options["limit"], stopped=stop.is_set)
            self.stdout.write(f"Dealt with {count} mail{'' if count == 1 else 's'}.")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            if look(options["limit"], stop) < options["limit"]:
                stop.wait(PAUSE)


def look(limit: int, stop: threading.Event) -> int:
    """One round. A database that is away for a while ends the round, not the service."""
    close_old_connections()
    try:
        forget_secrets(timezone.now())
        return drain(limit=limit, stopped=stop.is_set)
    except (OperationalError, InterfaceError) as error:
        logger.warning("The mail waits for the database: %s", error)
        connection.close()
        return 0
