"""What the launcher says when it cannot go on."""

import errno


class Failure(Exception):
    """One line for the person at the keyboard: what is wrong and what to do about it."""


DISK_FULL = "The disk is full: free some space and try again."


def explain(error: OSError) -> str:
    """One line for an error of the operating system that nobody expected."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{error.filename} cannot be written or read: run this as the owner of that file."
    return f"{error}: nothing was changed, please try again."


def reason(output: str, *marks: str) -> str:
    """The last line of a program's output that tells why it failed: with one of `marks`, if any."""
    if "No space left on device" in output:
        raise Failure(DISK_FULL)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if any(mark in line for mark in marks)]
    return (telling or lines or ["it said nothing"])[-1]
