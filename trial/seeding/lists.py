"""What Ruth has made of the lists for Riverside: an entry of its own, and words of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from members.models import Profession, ProspectPool, SourceType
from members.vocabulary.editing import editing
from trial.seeding.people import Cast

NOTARY = {
    "name": "Mobile notary",
    "short": "mobile notary",
    "plural": "mobile notaries",
    "sphere": "Legal",
    "help": "sign papers at the kitchen table",
    "aliases": ["notary public", "signing agent"],
}
SOURCES = ("residential_realtor", "trusts_estates_attorney", "mortgage_broker")
FARMS = {"name": "Farms in the valley", "short": "farms in the valley", "aliases": ["farmers"]}
# An entry that everybody has, and what Riverside calls it besides.
ALSO = {"cpa": ["tax lady"], "residential_realtor": ["house agent"]}


def keep_lists(cast: Cast, now: datetime) -> None:
    """As though she had done it two weeks ago, in three goes."""
    riverside, ruth = cast.groups["riverside"], cast.people["ruth"]
    then = now - timedelta(days=14)
    with editing(riverside, summary="Added “Mobile notary”", by=ruth, now=then) as edit:
        sources = list(SourceType.objects.filter(slug__in=SOURCES))
        edit.add(Profession, NOTARY | {"sources": sources})
    with editing(riverside, summary="Added “Farms in the valley”", by=ruth, now=then) as edit:
        edit.add(ProspectPool, FARMS)
    with editing(riverside, summary="Other names for two professions", by=ruth, now=then) as edit:
        for slug, aliases in ALSO.items():
            edit.say(Profession.objects.get(slug=slug, group=None), aliases=aliases)
