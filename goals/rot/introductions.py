"""Introductions as return on time needs them: who, when, and the lens of the first reason alone."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce

from introductions.models import Introduction
from introductions.querysets import IntroductionQuerySet

COLUMNS = ("pk", "introducer", "a", "b", "mode", "state")
DATES = ("created_at", "made_at", "met_at", "useful_at")


class Row(NamedTuple):
    key: int
    introducer: int
    a: int
    b: int
    mode: str
    state: str
    created_at: datetime
    made_at: datetime | None
    met_at: datetime | None
    useful_at: datetime | None
    lens: str

    @property
    def is_withdrawn(self) -> bool:
        return self.state == Introduction.State.WITHDRAWN

    @property
    def begun_at(self) -> datetime | None:
        """When the introducer had done their part; see IntroductionQuerySet.begun_between."""
        if self.is_withdrawn:
            return None
        return self.created_at if self.mode == Introduction.Mode.ASKED else self.made_at


def first_lens(path: str = "reasons") -> Coalesce:
    """The lens of the first reason, found by the database: the reasons are long texts."""
    return Coalesce(
        KeyTextTransform("lens", KeyTransform("0", path)), Value(""), output_field=TextField()
    )


def read(introductions: IntroductionQuerySet) -> list[Row]:
    rows = introductions.annotate(lens=first_lens()).values_list(*COLUMNS, *DATES, "lens")
    return [Row(*row) for row in rows]
