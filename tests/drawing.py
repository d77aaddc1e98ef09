"""How much hypothesis draws: a fair sample that is always the same, or in the long run many and others each time."""

import os

from hypothesis import settings

TIMES = int(os.environ.get("SEKALI_TEST_DRAWS", "1"))


RUNS = 1000 * TIMES  # of atheris, which needs some hundred to leave its seeds


def drawn(examples: int) -> settings:
    """Return the settings of a test that draws `examples`, and as many times that as the long run asks."""
    return settings(derandomize=TIMES == 1, database=None, deadline=None, max_examples=examples * TIMES)
