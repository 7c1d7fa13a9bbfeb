"""A small JSON file by which one process tells others, while they run, what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def tell(path: Path, wishes: dict[str, Any]) -> None:
    """Write what shall be so from now on; nobody reads half of it."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(wishes))
    new.replace(path)


class Followed:
    """The file as others read it: again only when it was written again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: tuple[int, int] | None = None
        self.wishes: dict[str, Any] = {}

    def read(self) -> dict[str, Any]:
        """What is wished for at this moment; nothing while there is no file."""
        try:
            found = self.path.stat()
            seen = (found.st_mtime_ns, found.st_ino)
            if seen != self.seen:
                self.wishes, self.seen = json.loads(self.path.read_text()), seen
        except FileNotFoundError:
            self.wishes, self.seen = {}, None
        return self.wishes
