"""Wake a worker up. It is a hint only: the tick finds whatever a lost hint leaves behind."""

import logging

from networking_app.celery import app

logger = logging.getLogger(__name__)


def wake(task: str) -> None:
    """Ask for `task`, by name, soon. A broker that is away costs a line in the log, no more."""
    try:
        app.send_task(task, expires=60, retry=False)
    except Exception as error:  # whatever a broker may raise, the page must answer
        logger.warning("No broker to wake %s: %s", task, error)
