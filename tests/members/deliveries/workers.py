"""Several workers who send what is due at the same moment."""

import threading

from django.db import connection

from members.deliveries.draining import drain


def eight_workers_drain(now):
    """Let eight of them begin together and go on until nothing is due; the database must be a
    test's own, with real transactions."""
    barrier = threading.Barrier(8)

    def work():
        try:
            barrier.wait()
            while drain(now=now, limit=5):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
