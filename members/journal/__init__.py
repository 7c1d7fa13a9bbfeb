"""Changes of many rows that can be undone: what they were is kept, and put back row by row.

    with recording(group, kind=…, summary=…, by=…, now=…) as record:
        record.watch(memberships)       # rows that may change or go: looked at now and afterwards
        …                               # the writes
        record.made(Person, keys)       # rows that the writes have made
    record.change                       # the RosterChange; none where nothing has changed

Undoing puts back what still is as the change left it. What somebody has changed since stays as it
is, and is named.

rows.py         how rows are written down, looked for and compared
recording.py    keep what they were and are
undoing.py      put a change back, for 30 days: taking_away.py, restoring.py
concerned.py    whom it concerns
"""

from .errors import CannotUndo
from .recording import Record, recording
from .undoing import UNDONE_FOR, forget_what_cannot_be_undone, undo

__all__ = [
    "UNDONE_FOR",
    "CannotUndo",
    "Record",
    "forget_what_cannot_be_undone",
    "recording",
    "undo",
]
