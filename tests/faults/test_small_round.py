"""A few trials of each fault that is quick, on servers of their own; `make faults` does them all
and many times."""

import pytest

from tests.faults.matrix import FAULTS
from tests.faults.mutants import MUTANTS
from tests.faults.report import details, row
from tests.faults.running import run_faults, run_mutant, theatre

pytestmark = pytest.mark.faults
SEED = 1
QUICK = {*(f"F{number}" for number in range(1, 14)), "F16", "F17", "F19"}
QUICK_MUTANTS = {"mark-then-send", "unsure-as-due"}


def test_no_mail_is_lost_or_doubled(tmp_path):
    told = []
    with theatre(tmp_path) as place:
        faults = [fault for fault in FAULTS if fault.name in QUICK]
        run_faults(place, faults, trials=1, seed=SEED, tell=told.append)
    for line in told:
        print(row(line), *details(line.verdict), sep="\n")  # noqa: T201 (shown when it fails)
    assert [line.name for line in told if not line.is_good] == []
    assert len(told) == len(faults) + 1


def test_wrong_designs_are_caught(tmp_path):
    with theatre(tmp_path) as place:
        mutants = [mutant for mutant in MUTANTS if mutant.name in QUICK_MUTANTS]
        caught = {mutant.name: run_mutant(place, mutant, seed=SEED)[1] for mutant in mutants}
    assert caught == dict.fromkeys(QUICK_MUTANTS, True)
