"""A few weeks of a few people, in full; and that the count would notice what is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

from launcher.places import PROJECT
from tests.year import counting, scenario
from tests.year.expected import mails_of


def test_every_mail_of_three_weeks_arrives_once():
    done = subprocess.run(
        [sys.executable, "-m", "tests.year", "--people", "30", "--weeks", "3", "--seed", "7"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_missing_and_what_is_too_many_is_named():
    mails = mails_of(scenario.draw(20, 4, 7))
    mail = next(iter(mails))

    lost = counting.report(mails, mails - Counter([mail]))
    doubled = counting.report(mails, mails + Counter([mail]))

    assert f"missing: {' '.join(mail)}" in lost
    assert f"too many: {' '.join(mail)}" in doubled


def test_the_same_seed_draws_the_same_scenario():
    assert scenario.draw(30, 6, 3) == scenario.draw(30, 6, 3)
    assert scenario.draw(30, 6, 3) != scenario.draw(30, 6, 4)
