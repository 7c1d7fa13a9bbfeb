"""A long roster from the upload to its undo, through the pages, with a worker that imports it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.databases import url_of
from benchmarks.generator import World
from benchmarks.report import Figure, Report
from benchmarks.roster import roster_file
from launcher.processes import tethered
from members.models import Group, Membership, RosterImport

LONGEST = 30.0  # seconds from the confirmation to the last row
LONGEST_UPLOAD = 5.0
PATIENCE = 300.0
WORKER = ["celery", "--app=networking_app", "--quiet", "worker", "--concurrency=1", "--purge"]
WORKER += ["--loglevel=error", "--without-gossip", "--without-mingle", "--without-heartbeat"]


def measure_background(report: Report, world: World, database: str, lines: int) -> None:
    """Upload, look, confirm, wait for the worker, and undo."""
    group = Group.objects.create(name="In the background", slug="in-the-background")
    Membership.objects.create(
        group=group,
        person=world.busy.person,
        role="organizer",
        state="active",
        joined_at=timezone.now(),
    )
    organizer = Client(SERVER_NAME="127.0.0.1")
    organizer.force_login(world.busy)
    file = SimpleUploadedFile("roster.csv", roster_file(lines, number=99))
    page = reverse("members:roster_import", args=[group.slug])
    with working(database):
        began = time.perf_counter()
        preview = organizer.post(page, {"file": file}).url
        uploaded = time.perf_counter() - began
        began = time.perf_counter()
        organizer.get(preview)
        looked = time.perf_counter() - began
        began = time.perf_counter()
        organizer.post(f"{preview}confirm/")
        answered = time.perf_counter() - began
        wait_until(group, RosterImport.State.APPLIED)
        took = time.perf_counter() - began
        if group.memberships.count() != lines + 1:
            raise RuntimeError(f"{lines:,} lines became {group.memberships.count():,} memberships.")
        began = time.perf_counter()
        organizer.post(f"{preview}undo/")
        wait_until(group, RosterImport.State.UNDONE)
        undone = time.perf_counter() - began
    if group.memberships.count() != 1:
        raise RuntimeError("Undoing left somebody.")
    name = f"Roster, {lines:,} lines"
    report.add(Figure(f"{name}: upload page", uploaded, "s", LONGEST_UPLOAD))
    report.add(Figure(f"{name}: preview page", looked, "s", LONGEST_UPLOAD))
    detail = f"the page answered after {answered:.2f} s"
    report.add(Figure(f"{name}: confirmed and imported by a worker", took, "s", LONGEST, detail))
    report.add(Figure(f"{name}: undone by a worker", undone, "s", LONGEST))


def wait_until(group: Group, state: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not RosterImport.objects.filter(group=group, state=state).exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"In {PATIENCE:.0f} s no worker has made the roster {state}.")
        time.sleep(0.05)


@contextmanager
def working(database: str) -> Iterator[None]:
    """A worker on a database of ours while the context lasts."""
    variables = os.environ | {"DATABASE_URL": url_of(database)}
    process = subprocess.Popen(tethered([sys.executable, "-m", *WORKER]), env=variables)
    try:
        wait_until_ready()
        yield
    finally:
        process.terminate()
        process.wait(30)


def wait_until_ready() -> None:
    from networking_app.celery import app

    deadline = time.monotonic() + PATIENCE
    while not app.control.ping(timeout=0.5):
        if time.monotonic() > deadline:
            raise RuntimeError("The worker does not start.")
