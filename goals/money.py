"""Amounts of money as people write them, and the currencies that are offered."""

from __future__ import annotations

import re
from decimal import Decimal

COMMON = {
    "USD": "US dollar",
    "EUR": "Euro",
    "GBP": "Pound sterling",
    "CAD": "Canadian dollar",
    "AUD": "Australian dollar",
    "NZD": "New Zealand dollar",
    "CHF": "Swiss franc",
    "SEK": "Swedish krona",
    "NOK": "Norwegian krone",
    "DKK": "Danish krone",
    "PLN": "Polish złoty",
    "CZK": "Czech koruna",
    "HUF": "Hungarian forint",
    "JPY": "Yen",
    "INR": "Indian rupee",
    "SGD": "Singapore dollar",
    "HKD": "Hong Kong dollar",
    "ZAR": "Rand",
    "BRL": "Real",
    "MXN": "Mexican peso",
    "AED": "UAE dirham",
}
CODE = re.compile(r"[A-Z]{3}")
SPACES = re.compile(r"[\s'’]+")  # some put them between thousands
AMOUNT = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<between>[.,])[0-9]{3}(?:(?P=between)[0-9]{3})*|[0-9]+)"
    r"(?:(?P<before>[.,])(?P<cents>[0-9]{1,2}))?"
)
MOST = Decimal("9999999999.99")


def read_amount(text: str) -> Decimal:
    """ "1,234.50", "1.234,50", "1 234,50", "1'234.5" are the same; "1,234" and "1.234" are whole.

    Raises ValueError.
    """
    found = AMOUNT.fullmatch(SPACES.sub("", text))
    if not found or (found["before"] and found["before"] == found["between"]):
        raise ValueError(text)
    amount = Decimal(f"{re.sub('[.,]', '', found['whole'])}.{found['cents'] or '00'}")
    if amount > MOST:
        raise ValueError(text)
    return amount
