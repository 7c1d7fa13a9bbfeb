"""Figures of the pages: server time, queries, bytes."""

from __future__ import annotations

import gzip
import re
from statistics import median
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.generator import World
from benchmarks.report import Figure, Report
from benchmarks.server import HOST, Visitor
from introductions.models import Introduction

SLOWEST = 3.0  # times the bare page
MOST_QUERIES = 12
MOST_BYTES = 100.0  # kB of 1,000 bytes
WARM_UP = 5
ENCODINGS = "gzip, deflate, br"  # what browsers accept
# What a browser fetches before it shows a page; icons come later.
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')


def addresses(world: World) -> dict[str, str]:
    """The pages that are measured, as the busiest member of the world would open them."""
    known = Introduction.objects.filter(introducer=world.busy.person).earliest("pk").a_id
    return {
        "Today": reverse("goals:today"),
        "People, searched": f"{reverse('members:people')}?{urlencode({'q': 'attorney'})}",
        "Person": reverse("introductions:person", args=[known]),
        "Introductions": reverse("introductions:list"),
        "Roster": reverse("members:roster", args=[world.group.slug]),
        "Follow-ups": reverse("introductions:follow_ups"),
    }


def measure_times(report: Report, visitor: Visitor, world: World, rounds: int) -> None:
    """Time inside the server of each page against the bare page, asked for in turn."""
    pages = addresses(world)
    took: dict[str, list[float]] = {name: [] for name in ("bare", *pages)}
    for number in range(WARM_UP + rounds):
        for name, path in ({"bare": reverse("bare")} | pages).items():
            milliseconds = visitor.get(path).milliseconds
            if number >= WARM_UP:
                took[name].append(milliseconds)
    bare = took.pop("bare")
    for name, times in took.items():
        ratio, quickest = median(times) / median(bare), min(times) / min(bare)
        detail = f"medians of {rounds}: {median(times):.1f} ms against {median(bare):.1f} ms"
        detail += f"; the quickest of each: {quickest:.2f}"
        report.add(Figure(f"{name}: server time", ratio, "x bare", SLOWEST, detail))


def count_queries(world: World) -> dict[str, int]:
    """How many queries each page sends when it is opened for the second time."""
    client = Client(headers={"host": HOST})
    client.force_login(world.busy)
    counts = {}
    for name, path in addresses(world).items():
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")
        counts[name] = len(queries)
    return counts


def report_queries(report: Report, counts: dict[int, dict[str, int]]) -> None:
    """`counts` by the number of people; the most people give the value."""
    most = max(counts)
    for name, value in counts[most].items():
        by_size = {people: pages[name] for people, pages in sorted(counts.items())}
        detail = ", ".join(f"{count} at {people:,} people" for people, count in by_size.items())
        same = len(set(by_size.values())) == 1
        report.add(Figure(f"{name}: queries", value, "", MOST_QUERIES, detail, holds=same))


def measure_bytes(report: Report, visitor: Visitor) -> None:
    """What the first page costs a browser that has nothing of us yet."""
    html = visitor.get(reverse("goals:today")).body
    first = len(gzip.compress(html, compresslevel=6))
    parts = {"HTML": first}
    for path in LINKED.findall(html.decode()):
        kind = "CSS" if path.endswith(".css") else "htmx" if "htmx" in path else "other JS"
        size = len(visitor.get(path, accept_encoding=ENCODINGS).body)
        parts[kind] = parts.get(kind, 0) + size
    detail = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in parts.items())
    name = "First page (HTML gzip -6; CSS, JS as served: brotli)"
    report.add(Figure(name, sum(parts.values()) / 1000, "kB", MOST_BYTES, detail))
