"""`make run`: the whole application with its servers, until Ctrl-C."""

import errno
import http.client
import os
import socket
import threading
import time

from launcher import environment, servers
from launcher.failure import Failure
from launcher.lock import held
from launcher.places import RUN
from launcher.processes import Guardian
from launcher.supervisor import Stopped, Supervisor, stopped_by_signals

HOST = "127.0.0.1"
PATIENCE = 90.0  # seconds until the first page has to answer
OFF = {"", "0", "false", "f", "no", "n", "off"}  # as settings.py reads a boolean


def run(port: int, *, verbose: bool) -> int:
    """Run until stopped; 0 when somebody asked us to stop, 1 when a program ended by itself."""
    site = f"http://{HOST}:{port}"
    given = os.environ
    try:
        with (
            stopped_by_signals(),
            held(site) as lock,
            Guardian(keep_open=[lock.descriptor]) as guardian,
        ):
            refuse_taken(port)
            print("Starting …", flush=True)
            with servers.kept(
                guardian,
                database_url=given.get("DATABASE_URL"),
                redis_url=given.get("REDIS_URL"),
            ) as started:
                settings = trial_environment(site) | started.environment
                level = "INFO" if verbose else "WARNING"
                lock.publish(site, settings)
                everything = {"LOG_LEVEL": level} | environment.activated(dict(given)) | settings
                with Supervisor(guardian, everything) as supervisor:
                    for name, process in started.processes.items():
                        supervisor.watch(name, process)
                    prepare(supervisor, trial=settings["TRIAL"].lower() not in OFF)
                    start_application(supervisor, port, verbose=verbose)
                    threading.Thread(target=announce, args=(port,), daemon=True).start()
                    ended = supervisor.wait()
                    code = supervisor.code(ended)
                    print(f"{ended} ended (code {code}), so everything stops.", flush=True)
                    return 1
    except Stopped:
        print("Stopped. Your data stay for the next time.", flush=True)
        return 0


def trial_environment(site: str) -> dict[str, str]:
    """What the settings need besides the servers' addresses; what is set already stays."""
    defaults = {"TRIAL": "1", "SITE_URL": site}
    chosen = {name: os.environ.get(name, value) for name, value in defaults.items()}
    return chosen | {"DJANGO_SETTINGS_MODULE": "networking_app.settings"}


def prepare(supervisor: Supervisor, *, trial: bool) -> None:
    """Bring the tables up to date; fill an empty trial."""
    manage = [str(environment.PYTHON), "manage.py"]
    supervisor.complete("migrate", [*manage, "migrate", "--verbosity=0"])
    if trial:
        supervisor.complete("seed", [*manage, "seed_trial"])


def start_application(supervisor: Supervisor, port: int, *, verbose: bool) -> None:
    """The three programs that production runs too, in a size for one person."""
    celery = ["celery", "--app=networking_app", "--quiet"]
    level = "info" if verbose else "warning"
    as_root = "ignore::UserWarning:celery.platforms"  # it warns of root, which a container is
    module = [str(environment.PYTHON), "-W", as_root, "-m"]
    web = ["gunicorn", "networking_app.wsgi", f"--bind={HOST}:{port}", f"--log-level={level}"]
    web += ["--worker-class=gthread", "--workers=1", "--threads=8", "--graceful-timeout=5"]
    web += ["--no-control-socket", *(["--access-logfile=-"] if verbose else [])]
    worker = [*celery, "worker", f"--loglevel={level}", "--concurrency=1"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", f"--loglevel={level}", f"--schedule={RUN / 'beat-schedule'}"]
    supervisor.start("web", [*module, *web])
    supervisor.start("worker", [*module, *worker])
    supervisor.start("beat", [*module, *beat, "--pidfile="])


def refuse_taken(port: int) -> None:
    """Raise Failure when another program listens on this port."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                advice = f"choose another one, for example: make run PORT={port + 1}"
                raise Failure(f"Another program uses port {port}: {advice}") from None
            raise Failure(
                f"Port {port} cannot be used ({error.strerror}): choose another."
            ) from None


def announce(port: int) -> None:
    """Wait for the first page and say where it is."""
    deadline = time.monotonic() + PATIENCE
    while (status := first_page(port)) is None and time.monotonic() < deadline:
        time.sleep(0.1)
    site = os.environ.get("SITE_URL", f"http://{HOST}:{port}")
    if status is None:
        line = f"The first page does not answer at {site}. What the programs say is above."
    elif status >= 500:
        line = f"The first page at {site} fails with status {status}. The reason is above."
    else:
        line = f"Proactive is ready: {site}   (stop with Ctrl-C)"
    print(f"\n{line}\n", flush=True)


def first_page(port: int) -> int | None:
    """Status of the first page; None while nothing answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
