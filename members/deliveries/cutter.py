"""Ends a conversation in time, even with a server that sends a byte now and then."""

import contextlib
import socket
import threading


class Cutter:
    """Ends a connection after `seconds`, through a twin that is not lost when TLS wraps it."""

    def __init__(self, plain: socket.socket, seconds: float) -> None:
        self.twin = plain.dup()
        self.timer = threading.Timer(seconds, self.cut)
        self.timer.daemon = True
        self.timer.start()

    def cut(self) -> None:
        with contextlib.suppress(OSError):
            self.twin.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.timer.cancel()
        self.timer.join()
        self.twin.close()
