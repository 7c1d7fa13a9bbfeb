"""Riverside, and Ruth who organizes it and is signed in."""

import pytest

from tests.factories import GroupFactory, ProfessionFactory, organizer_of


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside")


@pytest.fixture
def organizer(client, riverside):
    """Ruth, signed in."""
    user = organizer_of(riverside, name="Ruth Alvarez")
    client.force_login(user)
    return user


@pytest.fixture
def cpa():
    return ProfessionFactory(slug="cpa", name="Accountant", aliases=["CPA"])
