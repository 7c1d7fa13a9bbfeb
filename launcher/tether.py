"""Become another program that ends when its parent ends. Run as a script: python -I -S tether.py …

A script between, and not `preexec_fn`, because that one is unsafe in a process with threads,
and because privileges must be dropped after Python started (others may not read our Python).

Arguments: the signal to get when the parent dies, `uid:gid` or `-`, the parent's process id,
the command.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(number: str, account: str, parent: str, *command: str) -> None:
    # Python ignores SIGPIPE and the command would inherit that; a shell's `&` does so with SIGINT.
    for name in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    if account != "-":
        uid, _, gid = account.partition(":")
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != int(parent):
            sys.exit("the launcher has ended")
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
