import pytest

from tests.introductions.learning.village import Village


@pytest.fixture
def village(now):
    return Village(now)
