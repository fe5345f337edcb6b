from __future__ import annotations

from functools import partial

import pytest
from hands import dispatched


@pytest.fixture
def sent(cast):
    """A function that gives a matter already dispatched to a unit."""
    return partial(dispatched, cast)
