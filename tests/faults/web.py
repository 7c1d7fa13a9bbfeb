"""F13: web processes die while a roster is imported, people invited and introduced."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.browser.site import eventually, free_port
from tests.faults import plan
from tests.faults.dying import WORKERS
from tests.faults.rounds import Round

GUNICORN = ["--", "gunicorn", "networking_app.wsgi", "--no-control-socket", "--preload"]
GUNICORN += ["--workers=2", "--log-level=critical"]
CHANCE = 0.04  # that a web process dies before a statement; there are some 40 for an introduction
POINTS = ["web_statement", "web_before_wake"]
LINES = 6  # of a roster
PATIENCE = 60.0  # seconds in which a page must be answered at last


def dies(round: Round) -> None:
    """Somebody presses each button until it has worked; what they began is whole or not there."""
    address = f"127.0.0.1:{free_port()}"
    web = round.stage.start("web", *GUNICORN, f"--bind={address}")
    eventually(lambda: Visitor(address, "").answers(), "the first page", seconds=PATIENCE)
    round.stage.workers.run(WORKERS)
    with round.stage.dying(POINTS, budget=round.trials, chance=CHANCE) as spell:
        while spell.count() < round.trials:
            bring_and_introduce(round, address)
            round.wait_until_quiet()
    round.kills += spell.count()
    round.stage.stop(web)


def bring_and_introduce(round: Round, address: str) -> None:
    """One group more: its organizer introduces some of its members and brings others."""
    letters = add_plan(round, 2 * LINES)
    brought = add_plan(round, LINES)
    slug = f"{round.name.lower()}-{len(round.planned)}"
    file = round.stage.directory / f"{slug}.json"
    file.write_text(json.dumps({"slug": slug, "letters": str(letters)}))
    round.stage.workers.call("tests.faults.village", "build", file)
    built = json.loads(file.read_text())
    ruth = Visitor(address, built["session"])
    import_roster(round, ruth, slug, plan.read(brought))
    people = built["people"]
    for a, b in zip(people[::2], people[1::2], strict=True):
        ruth.post(f"/introduce/{a}/{b}/", LETTERS)
    check_introductions(round, people)


def add_plan(round: Round, count: int) -> Path:
    """Plan so many mails, which somebody else will owe."""
    path = round.stage.directory / f"{round.name}-{len(round.planned)}.plan"
    entries = plan.entries(round.name, count, first=len(round.planned))
    plan.write(path, entries)
    round.planned += entries
    return path


LETTERS = {
    "subject_a": "A good meeting",
    "body_a": "Do you know each other?",
    "subject_b": "A good meeting",
    "body_b": "Do you know each other?",
}


def import_roster(round: Round, ruth: Visitor, slug: str, brought: list[plan.Entry]) -> None:
    """Upload, confirm, invite. Not one line is imported without the others."""
    lines = ["Full name;E-mail", *(f"{entry.key};{entry.address}" for entry in brought)]
    roster = f"/g/{slug}/roster/"
    preview = ruth.upload(f"{roster}import/", "\n".join(lines).encode())
    addresses = [entry.address for entry in brought]
    question = "SELECT count(*) FROM members_person WHERE email = ANY(%s)"
    answered = False
    while not answered:
        answered = ruth.try_post(f"{preview}confirm/", {}) is not None
        imported = count(round, question, addresses)
        if imported != LINES and (answered or imported):
            round.complaints.append(f"{slug}: {imported} of {LINES} lines imported")
    ruth.post(f"{roster}invite/", {})


def check_introductions(round: Round, people: list[int]) -> None:
    """Each introduction has both parties and both letters, and each pair one introduction."""
    wanted = len(people) // 2
    made = "FROM introductions_introduction AS made"
    for what, question, expected in (
        ("introductions", f"SELECT count(*) {made} WHERE a_id = ANY(%s)", wanted),
        (
            "parties",
            f"SELECT count(*) {made} JOIN introductions_party AS party"
            " ON party.introduction_id = made.id WHERE a_id = ANY(%s)",
            2 * wanted,
        ),
        (
            "letters",
            "SELECT count(*) FROM members_delivery WHERE recipient_id = ANY(%s)",
            2 * wanted,
        ),
    ):
        found = count(round, question, people)
        if found != expected:
            round.complaints.append(f"{found} {what}, not {expected}")


def count(round: Round, question: str, values: object) -> int:
    return int(str(round.stage.ask(question, values)[0]))


class Visitor:
    """Somebody who is signed in, with a browser that gives up as soon as the connection does."""

    def __init__(self, address: str, session: str) -> None:
        self.address = address
        self.token = secrets.token_hex(16)
        self.cookies = f"session={session}; csrf={self.token}"

    def answers(self) -> bool:
        return self.ask("GET", "/healthz/") is not None

    def post(self, page: str, data: dict[str, str]) -> None:
        """Press the button until an answer comes."""
        deadline = time.monotonic() + PATIENCE
        while self.try_post(page, data) is None:
            assert time.monotonic() < deadline, f"{page} is not answered."

    def try_post(self, page: str, data: dict[str, str]) -> str | None:
        """Where the answer leads; None when there was none."""
        form = "application/x-www-form-urlencoded"
        return self.send(page, urlencode(data | {"csrfmiddlewaretoken": self.token}).encode(), form)

    def upload(self, page: str, content: bytes) -> str:
        """Upload a roster until it is there; the page that shows it."""
        mark = secrets.token_hex(8)
        parts = [
            ('name="file"; filename="roster.csv"\r\nContent-Type: text/csv', content),
            ('name="csrfmiddlewaretoken"', self.token.encode()),
        ]
        body = b"".join(
            f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + text + b"\r\n"
            for head, text in parts
        )
        body += f"--{mark}--\r\n".encode()
        deadline = time.monotonic() + PATIENCE
        while (found := self.send(page, body, f"multipart/form-data; boundary={mark}")) is None:
            assert time.monotonic() < deadline, f"{page} is not answered."
        return urlsplit(found).path

    def send(self, page: str, body: bytes, form: str) -> str | None:
        return self.ask("POST", page, body, {"Content-Type": form})

    def ask(
        self, method: str, page: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> str | None:
        """Where the answer leads; None when there was none."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request(method, page, body, {"Cookie": self.cookies} | (headers or {}))
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        assert answer.status in (200, 302), f"{page}: {answer.status} {text[:2000]!r}"
        assert method == "GET" or answer.status == 302, f"{page} was refused: {text[-3000:]!r}"
        return answer.headers.get("Location", "")
