"""The places at which workers die: the same in the code, in the list, and in what is written."""

import re
from collections import Counter

from launcher.places import PROJECT
from members.deliveries.crashpoints import CRASHPOINTS
from tests.faults.matrix import FAULTS

CALL = re.compile(r'crashpoint\("(\w+)"\)')
WRITTEN = re.compile(r"(?m)^\| (F\d+) \| `(\w+)`")


def test_each_place_is_in_the_code_once():
    calls = Counter(
        name for file in PROJECT.glob("members/**/*.py") for name in CALL.findall(file.read_text())
    )
    assert calls == Counter(CRASHPOINTS)


def test_each_place_is_a_fault_that_is_written_down():
    text = (PROJECT / "docs" / "reliability.md").read_text()
    assert WRITTEN.findall(text) == [
        (f"F{number}", name) for number, name in enumerate(CRASHPOINTS, start=1)
    ]


def test_each_fault_is_written_down():
    text = (PROJECT / "docs" / "reliability.md").read_text()
    names = re.findall(r"(?m)^\| (F\d+) \|", text)
    assert names == [fault.name for fault in FAULTS]
