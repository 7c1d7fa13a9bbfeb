"""What all tests share."""

import pytest

from tests.factories import NOW


@pytest.fixture
def now():
    """A Monday at 9:00 in New York."""
    return NOW
