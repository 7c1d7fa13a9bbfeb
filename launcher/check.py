"""`make check`: everything that must hold before a change is handed in, the cheapest first."""

import os
import secrets
import subprocess
import time

from launcher import environment, servers
from launcher.places import PROJECT
from launcher.processes import tethered

PYTEST = ["python", "-m", "pytest", "-n", "2", "--dist", "worksteal"]

LIKE_PRODUCTION = {
    "TRIAL": "0",
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "SITE_URL": "https://proactive.example",
    "ALLOWED_HOSTS": "proactive.example",
    "MAIL_URL": "smtp+starttls://user:password@mail.example:587",
    "MAIL_FROM": "Proactive <hello@proactive.example>",
}


def checks() -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and additional environment of each check but the tests."""
    pages = sorted(str(path.relative_to(PROJECT)) for path in PROJECT.glob("templates/**/*.html"))
    manage = ["python", "manage.py"]
    trial = {"TRIAL": "1"}
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        ("ruff format", ["ruff", "format", "--check", "."], {}),
        ("ruff", ["ruff", "check", "."], {}),
        ("djade", ["djade", "--check", "--target-version", "5.2", *pages], {}),
        ("mypy", ["mypy"], trial),
        ("lint-imports", ["lint-imports"], trial),
        ("makemigrations", [*manage, "makemigrations", "--check", "--dry-run"], trial),
        ("check --deploy", deploy, LIKE_PRODUCTION),
    ]


def check() -> int:
    """Run the checks up to the first that fails; 0 when all pass."""
    ours = environment.activated(dict(os.environ))
    ours.pop("DJANGO_SETTINGS_MODULE", None)
    with servers.throwaway() as addresses:
        for name, command, additional in checks():
            if not passes(name, command, ours | addresses | additional):
                return 1
        given = {f"TEST_{name}": address for name, address in addresses.items()}
        return 0 if passes("tests", PYTEST, ours | given) else 1


def passes(name: str, command: list[str], variables: dict[str, str]) -> bool:
    """Run one check and say how long it took or that it failed."""
    print(f"── {name}", flush=True)
    began = time.monotonic()
    failed = (
        subprocess.run(tethered(command), cwd=PROJECT, env=variables, check=False).returncode != 0
    )
    if failed:
        print(f"make check stops here: {name} failed ({time.monotonic() - began:.0f} s).")
    return not failed
