"""What the mail server got, against what was expected."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from members.models import Delivery
from tests.smtp_stub import SmtpStub
from tests.year.expected import Mail
from tests.year.scenario import Scenario

SHOWN = 20


def arrived(scenario: Scenario, stub: SmtpStub) -> Counter[Mail]:
    """Every mail that the server has taken, with the kind that its row names."""
    rows = {row.message_id: row for row in Delivery.objects.only("message_id", "kind", "sent_at")}
    zones = {person.address: ZoneInfo(person.zone) for person in scenario.people}
    found: Counter[Mail] = Counter()
    for mail in stub.accepted:
        (address,) = mail.recipients
        row = rows[mail.message["Message-ID"]]
        found[address, row.kind, f"{row.sent_at.astimezone(zones[address]):%Y-%m-%d}"] += 1
    return found


def report(expected: Counter[Mail], got: Counter[Mail]) -> list[str]:
    """One line for each kind, then the first few mails that one side alone has."""
    lines = [f"{'':24}{'expected':>9}{'arrived':>9}{'missing':>9}{'too many':>9}"]
    missing, too_many = expected - got, got - expected
    counts = [of_kind(mails) for mails in (expected, got, missing, too_many)]
    lines += [
        f"{kind:24}" + "".join(f"{count[kind]:>9,}" for count in counts)
        for kind in sorted(set().union(*counts))
    ]
    lines.append(f"{'all':24}" + "".join(f"{count.total():>9,}" for count in counts))
    for what, mails in (("missing", missing), ("too many", too_many)):
        lines += [f"{what}: {' '.join(mail)}" for mail in sorted(mails.elements())[:SHOWN]]
    return lines


def of_kind(mails: Counter[Mail]) -> Counter[str]:
    return Counter(kind for _, kind, _ in mails.elements())
