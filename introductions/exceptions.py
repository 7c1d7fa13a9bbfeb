"""What can stand against an introduction or an answer, named for the fact."""

from introductions.models import Introduction


class AlreadyIntroduced(Exception):
    """There is an open introduction of this pair already, by anybody: `introduction`."""

    def __init__(self, introduction: Introduction) -> None:
        super().__init__(f"introduction {introduction.pk} is open")
        self.introduction = introduction


class NotInCircle(Exception):
    """One of the two is not, or no longer, in the introducer's circle."""


class Unavailable(Exception):
    """One of the two cannot be introduced now; `obstacles` says why, as sentences."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


class AlreadyAnswered(Exception):
    """The question was answered, or has become needless, before."""


class NotUnderWay(Exception):
    """The introduction has come to its end, or too far for this, in the meantime."""


class GivenAway(Exception):
    """Meanwhile the pair is ready for another introducer."""


class NotInGroup(Exception):
    """They are not, or no longer, in the group."""


class TooManyRequests(Exception):
    """As many requests as one person may have are open already."""
