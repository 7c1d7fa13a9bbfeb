"""A few of the odd files that `many_files` brings by the thousand."""

import pytest

from tests.factories import ProfessionFactory, UserFactory

from .many_files import bring_many

FILES = 60


@pytest.mark.django_db
def test_every_file_gives_an_import_or_a_refusal_in_words(client):
    ProfessionFactory(name="Accountant", aliases=["CPA"])
    ProfessionFactory(name="Realtor")

    counted = bring_many(client, UserFactory(), range(1, FILES + 1))

    files = counted.files
    outcomes = ("refused", "applied", "failed", "given up over the columns")
    assert sum(files[outcome] for outcome in outcomes) == FILES
    assert all(files[outcome] for outcome in outcomes[:3])
