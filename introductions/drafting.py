"""The letters of an introduction, drafted in plain, warm words for a person to change."""

from __future__ import annotations

import re
from dataclasses import dataclass

from members.models import Person

SUBJECT_LENGTH = 200
REASONS_TOLD = 2  # in the letter to both
# Written with a vowel and spoken with a consonant, or the other way round.
SPOKEN_CONSONANT = re.compile(r"(uni|use|usa|uti|eu|one\b|once)", re.IGNORECASE)
SILENT_H = re.compile(r"(hour|honest|honou?r|heir)", re.IGNORECASE)
SPELLED_OUT = re.compile(r"[A-Z]{2,}")
LETTERS_WITH_AN = "AEFHILMNORSX"


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


@dataclass(frozen=True)
class Draft:
    for_a: Letter
    for_b: Letter
    reasons: list[dict[str, str]]


def with_article(noun: str) -> str:
    """Put "a" or "an" before `noun`, as it is spoken: an estate attorney, a CPA, an HR adviser."""
    word = noun.split()[0] if noun.split() else noun
    if SPELLED_OUT.match(word):
        vowel = word[0] in LETTERS_WITH_AN
    else:
        vowel = word[:1].lower() in "aeiou" and not SPOKEN_CONSONANT.match(word)
        vowel = vowel or bool(SILENT_H.match(word))
    return f"{'an' if vowel else 'a'} {noun}"


def compose(
    introducer: Person,
    reader: Person,
    other: Person,
    in_it: str,
    *,
    writes_first: bool,
    seen_in_group: bool = False,
) -> Letter:
    """Draft the letter that introduces `other` to `reader`.

    in_it  one sentence on what is in it for the reader, or nothing.
    seen_in_group  in a group they share; they have not sat down together.
    """
    paragraphs = [
        f"Hello {reader.first_name},",
        _who(other, seen_in_group=seen_in_group),
        in_it.replace("*", ""),
        "A good first step: twenty minutes on the phone or over coffee. Tell each other what a "
        "good client looks like for you, and who usually sends them.",
        _who_writes(other, writes_first=writes_first),
        f"Best wishes,\n{introducer.first_name}",
    ]
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return Letter(subject=_subject(reader, other), body=body)


def compose_question(
    introducer: Person, reader: Person, other: Person, in_it: str, *, seen_in_group: bool = False
) -> Letter:
    """Draft the letter that asks `reader` alone whether they would like to meet `other`."""
    in_it = in_it.replace("*", "")
    paragraphs = [
        f"Hello {reader.first_name},",
        _who(other, seen_in_group=seen_in_group),
        f"What is in it for you: {in_it[:1].lower()}{in_it[1:]}" if in_it else "",
        f"Best wishes,\n{introducer.first_name}",
    ]
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return Letter(subject=_question(other), body=body)


def compose_joint(
    introducer: Person, a: Person, b: Person, reasons: list[dict[str, str]]
) -> Letter:
    """Write the one letter to both, when both have said yes; `a` writes first."""
    why = " ".join(reason["text"].replace("*", "") for reason in reasons[:REASONS_TOLD])
    paragraphs = [
        f"Hello {a.first_name}, hello {b.first_name},",
        "you both said yes, so here you are.",
        f"{_is(a)}\n{_is(b)}",
        f"Why you two? {why}" if why else "",
        "A good first step: twenty minutes on the phone or over coffee. Tell each other what a "
        "good client looks like for you, and who usually sends them.",
        f"{a.first_name}, would you write first? Just reply to all.",
        f"Best wishes,\n{introducer.first_name}",
    ]
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    subject = f"{a.name} and {b.name}, meet each other"[:SUBJECT_LENGTH]
    return Letter(subject=subject, body=body)


def _is(person: Person) -> str:
    """Who somebody is, in one sentence."""
    at = f" at {person.company}" if person.company else ""
    if person.profession:
        return f"{person.name} is {with_article(person.profession.short)}{at}."
    return f"{person.name} works{at}." if at else f"{person.name}."


def _question(other: Person) -> str:
    who = f", {with_article(other.profession.short)}" if other.profession else ""
    return f"May I introduce you to {other.name}{who}?"[:SUBJECT_LENGTH]


def _subject(reader: Person, other: Person) -> str:
    if other.profession:
        who = f"{other.name}, {with_article(other.profession.short)}"
    elif other.company:
        who = f"{other.name} of {other.company}"
    else:
        who = other.name
    return f"{reader.first_name}, meet {who}"[:SUBJECT_LENGTH]


def _who(other: Person, *, seen_in_group: bool) -> str:
    if seen_in_group:
        opening = (
            f"You have seen {other.name} in our group. I think the two of you should sit down "
            "together once."
        )
    else:
        opening = f"I think you and {other.name} should know each other."
    at = f" at {other.company}" if other.company else ""
    if other.profession:
        return f"{opening} {other.first_name} is {with_article(other.profession.short)}{at}."
    return f"{opening} {other.first_name} works{at}." if at else opening


def _who_writes(other: Person, *, writes_first: bool) -> str:
    if writes_first:
        return (
            f"Would you write first? Just reply to this mail: your answer goes to "
            f"{other.first_name}, with me in copy."
        )
    return (
        f"{other.first_name} has a mail like this one and will write first. If you would like "
        f"to be quicker, just reply: your answer goes to {other.first_name}, with me in copy."
    )
