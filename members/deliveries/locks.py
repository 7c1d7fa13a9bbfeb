"""A lock on one delivery that lives exactly as long as the connection that took it.

A worker that is killed loses it at once; one that is only paused keeps it, however long, so that
nobody else sends what it is about to send. It needs a connection of its own to PostgreSQL.
"""

from django.db import DatabaseError, connection

NAMESPACE = 0x6D61696C  # "mail": other locks of the application take another number


def take(delivery_id: int) -> bool:
    """Lock the delivery; False when another connection has it."""
    return bool(_ask("SELECT pg_try_advisory_lock(%s, %s)", delivery_id))


def is_ours(delivery_id: int) -> bool:
    """Whether this connection still holds the lock: not when it broke and was opened anew."""
    return bool(
        _ask(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND pid = pg_backend_pid() AND classid = %s AND objid = %s AND objsubid = 2)",
            delivery_id,
        )
    )


def release(delivery_id: int) -> None:
    """Give the lock back. When the connection is gone, so is the lock."""
    try:
        if is_ours(delivery_id):
            _ask("SELECT pg_advisory_unlock(%s, %s)", delivery_id)
    except DatabaseError:
        connection.close()


def _ask(question: str, delivery_id: int) -> object:
    with connection.cursor() as cursor:
        # The lock takes 31 bits: two mails 2,147,483,648 apart would wait for each other.
        cursor.execute(question, [NAMESPACE, delivery_id % 2**31])
        row = cursor.fetchone()
        return row[0] if row else None
