"""Bring thousands of odd files through the real pages and hold each to its word.

    python3 -m launcher exec --throwaway -- python -m tests.members.roster.many_files [--count N]

Each gives an import, or a refusal that names the cause and, where there is one, the line; never an
error, never half an import.
"""

from __future__ import annotations

import argparse
import csv
import html
import logging
import os
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

GROUP_OF = 40  # files that go to one group
ALERT = re.compile(r'<div class="notice bad" role="alert">.*?<span>(.*?)</span></div>', re.S)
ERROR = re.compile(r'<ul class="errorlist"[^>]*>(.*?)</ul>', re.S)


@dataclass
class Counted:
    """What became of the files, and of their lines."""

    files: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


class Organizer:
    """Brings files to a group, one after the other, with a client of her own."""

    def __init__(self, client: Any, user: Any, counted: Counted) -> None:
        self.client, self.user, self.counted = client, user, counted
        self.client.force_login(user)
        self.begin(0)

    def begin(self, number: int) -> None:
        """Go on with a new group; every second one has one seat a profession."""
        from members.models import Group, Membership

        self.group = Group.objects.create(
            name=f"Group {number}",
            slug=f"many-files-{number}",
            one_seat_per_profession=number % (2 * GROUP_OF) == 0,
        )
        Membership.objects.create(
            group=self.group, person=self.user.person, role="organizer", state="active"
        )

    def bring(self, number: int) -> None:
        """One file from the upload to what becomes of it."""
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.urls import reverse

        from .odd_files import odd_file

        began = time.perf_counter()
        chance = random.Random(-number)
        file = odd_file(number)
        page = reverse("members:roster_import", args=[self.group.slug])
        before = self.people()
        upload = SimpleUploadedFile(file.name, file.content)
        response = self.client.post(page, {"file": upload})
        if response.status_code == 422:
            self.refused(response)
        else:
            assert response.status_code == 302, response.status_code
            if response.url.endswith("/columns/"):
                response = self.say_columns(response.url, chance)
            if response is not None:
                self.confirm(response.url, chance, before)
        assert file.content == b"" or before <= self.people(), "Somebody is gone."
        self.counted.slowest = max(self.counted.slowest, time.perf_counter() - began)

    def people(self) -> set[int]:
        return set(self.group.memberships.values_list("person", flat=True))

    def refused(self, response: Any) -> None:
        """The page says why in a sentence, and keeps nothing."""
        [sentence] = ALERT.findall(response.content.decode())
        sentence = html.unescape(sentence)
        assert re.fullmatch(r"[A-Z].{15,}\.", sentence, re.S), sentence
        self.counted.files["refused"] += 1
        self.counted.causes[re.sub(r"[\d,.]*\d", "N", sentence)[:70]] += 1

    def say_columns(self, url: str, chance: random.Random) -> Any:
        """Say which column is which, at random; None where no column can be right."""
        page = self.client.get(url)
        assert page.status_code == 200
        self.counted.files["columns asked"] += 1
        select = re.search(r'<select name="email".*?</select>', page.content.decode(), re.S)
        assert select
        choices = re.findall(r'<option value="(\d+)"', select[0])
        for _ in range(3):
            said = {name: chance.choice(choices) for name in ("name", "email", "company")}
            if chance.random() < 0.5:
                said["company"] = ""
            response = self.client.post(url, said)
            if response.status_code == 302:
                return response
            assert response.status_code == 422
            assert ERROR.search(response.content.decode())
        self.counted.files["given up over the columns"] += 1
        return None

    def confirm(self, url: str, chance: random.Random, before: set[int]) -> None:
        from members.models import RosterImport

        page = self.client.get(url, {"fate": chance.choice(["", "refused", "new"])})
        assert page.status_code == 200
        upload = RosterImport.objects.get(pk=url.rstrip("/").rpartition("/")[2])
        assert upload.lines, "A file without lines was accepted."
        which = chance.choice(["good", "good", "all"])
        said = {"rules": "1", "which": which}
        if chance.random() < 0.5:
            said["waiting_list"] = "on"
        assert self.client.post(f"{url}confirm/", said).status_code == 302
        assert self.client.get(url).status_code == 200
        report = self.report(url)
        assert [line["Line"] for line in report] == [str(line["number"]) for line in upload.lines]
        for line in report:
            assert line["Why"] or line["What happens"] != "Left out", line
        fates = Counter(line["What happens"] for line in report)
        new = fates["New"] + fates["On the waiting list"]
        upload.refresh_from_db()
        self.counted.files[upload.state] += 1
        if upload.state == "failed":
            assert (which, self.people()) == ("all", before)
            assert fates["Left out"]
            return
        assert upload.state == "applied", upload.state
        assert not (which == "all" and fates["Left out"]), "All or nothing was neither."
        guests_none = len(self.people() - before)
        assert guests_none == new, (guests_none, new)
        self.counted.lines.update(fates)
        if chance.random() < 0.1:
            self.undo(url, before)

    def report(self, url: str) -> list[dict[str, str]]:
        content = self.client.get(f"{url}report/").content.decode("utf-8-sig")
        return list(csv.DictReader(StringIO(content, newline="")))

    def undo(self, url: str, before: set[int]) -> None:
        assert self.client.post(f"{url}undo/").status_code == 302
        assert self.people() == before
        self.counted.files["undone again"] += 1


def bring_many(client: Any, user: Any, numbers: range) -> Counted:
    """Bring these files and count; an AssertionError says which file is not as it should be."""
    counted = Counted()
    organizer = Organizer(client, user, counted)
    for number in numbers:
        if number % GROUP_OF == 0 and number > numbers[0]:
            organizer.begin(number)
        if number % 1_000 == 0:
            say(f"File {number:,}: {dict(counted.files)}")
        try:
            organizer.bring(number)
        except Exception as error:
            raise AssertionError(f"File {number}: {error!r}") from error
    return counted


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.members.roster.many_files")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=1)
    chosen = parser.parse_args(argv)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    logging.disable(logging.CRITICAL)  # refusals are answers, and asked for here
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from members.models import Person, User
    from tests.factories import ProfessionFactory

    call_command("migrate", verbosity=0)
    for name in ("Accountant / CPA", "Realtor", "Bookkeeper", "Mediator"):
        ProfessionFactory(name=name, aliases=["CPA"] if "CPA" in name else [])
    ruth = Person.objects.create(name="Ruth Alvarez", email="ruth@organizer.example")
    user = User.objects.create_user(ruth)
    began = time.monotonic()
    counted = bring_many(Client(), user, range(chosen.first, chosen.first + chosen.count))
    say(f"{chosen.count:,} files in {time.monotonic() - began:.0f} s, none of them an error")
    for title, counts in (("Files", counted.files), ("Lines of those applied", counted.lines)):
        say(title + ": " + ", ".join(f"{n:,} {what}" for what, n in counts.most_common()))
    say(f"The slowest took {counted.slowest:.1f} s. Why files were refused:")
    for cause, n in counted.causes.most_common(30):
        say(f"  {n:6,}  {cause}")
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
