"""The professions of a file that are not among ours: what each may mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from members.models import Profession, RosterImport

from .uploads import still_open

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Question:
    """`near` and `others` are together all that the group offers; `chosen` is a slug or ""."""

    text: str
    lines: int
    near: list[Profession]
    others: list[Profession]
    chosen: str


def questions_of(upload: RosterImport) -> tuple[list[Question], int]:
    """One question for each unknown text, and how many more there are than can be asked."""
    good = [line for line in upload.lines if not line["problems"]]
    unknown = [line for line in good if line["profession_text"] and not line["profession"]]
    near = {line["profession_text"]: line["near"] for line in unknown}
    counts = Counter(line["profession_text"] for line in unknown)
    # Those that may be one of ours first, then those on many lines.
    texts = sorted(near, key=lambda text: (not near[text], -counts[text], text.casefold()))
    offered = Profession.objects.offered_in(upload.group)
    professions = {profession.slug: profession for profession in offered}
    questions = [
        Question(
            text=text,
            lines=counts[text],
            near=[professions[slug] for slug in near[text] if slug in professions],
            others=[p for slug, p in professions.items() if slug not in near[text]],
            chosen=upload.answers.get(text, ""),
        )
        for text in texts[:SHOWN]
    ]
    return questions, max(len(texts) - SHOWN, 0)


def answer(upload: RosterImport, texts: list[str], choices: list[str]) -> None:
    """Keep the slug chosen for each text; texts and slugs that are not ours are passed over."""
    asked = {line["profession_text"] for line in upload.lines}
    slugs = {profession.slug for profession in Profession.objects.offered_in(upload.group)}
    for text, choice in zip(texts, choices, strict=False):
        if text in asked:
            upload.answers[text] = choice if choice in slugs else ""
    still_open(upload).update(answers=upload.answers)
