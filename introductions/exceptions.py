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


class GivenAway(Exception):
    """Meanwhile the pair is ready for another introducer."""
