"""The figures of a group's health as tables to download: a header and rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from introductions.health import words
from introductions.health.coverage import Line
from introductions.health.lists import Term
from introductions.health.report import Network, Report

Rows = list[list[str]]


def people(report: Report, network: Network) -> Rows:
    """Each member by name, and what they had of the introductions up to the month shown."""
    header = ["Name", "Profession", "Introductions received", "Introductions made", "Last"]
    zone = network.months.zone
    return [
        header,
        *(
            [
                row.person.name,
                row.person.profession.name if row.person.profession else "",
                str(row.share.received),
                str(row.share.made),
                row.share.last.astimezone(zone).date().isoformat() if row.share.last else "",
            ]
            for row in network.rows
        ),
    ]


def introductions(report: Report, network: Network) -> Rows:
    """Each pair in the picture, and what had become of it by the end of the month shown."""
    members = network.within.people
    pairs = sorted(
        (*sorted((members[a].name, members[b].name)), words.STAGES[stage])
        for (a, b), stage in network.lines.items()
    )
    return [["Name", "Introduced to", "What became of it"], *(list(pair) for pair in pairs)]


def events(report: Report, network: Network) -> Rows:
    return _coverage("Event", report.events)


def pools(report: Report, network: Network) -> Rows:
    return _coverage("Pool", report.pools)


def recruiting(report: Report, network: Network) -> Rows:
    """The professions to look for, with what one more would open."""
    header = ["Profession", "Members now", "Introductions worth making", "Mostly"]
    lines = [
        [
            recruit.profession.name,
            str(recruit.there),
            str(recruit.pairs),
            sentence.replace("*", "").partition(": ")[2].rstrip("."),
        ]
        for recruit, sentence in report.recruit_lines
    ]
    return [header, *lines]


TABLES: dict[str, tuple[str, Callable[[Report, Network], Rows]]] = {
    "people": ("Members", people),
    "introductions": ("Who was introduced to whom", introductions),
    "events": ("Coverage of the rings", events),
    "pools": ("Coverage of the pools", pools),
    "recruiting": ("Professions to recruit", recruiting),
}


def _coverage(what: str, lines: Iterable[Line]) -> Rows:
    header = [what, "Professions", "Covered", "One alone", "Missing"]
    rows = [
        [
            line.term.name,
            str(line.needed),
            _names(line.covered),
            _names(line.thin),
            _names(line.missing),
        ]
        for line in lines
    ]
    return [header, *rows]


def _names(terms: Iterable[Term]) -> str:
    return ", ".join(term.name for term in terms)
