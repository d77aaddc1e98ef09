"""Where the figures of several processes meet: a folder that must be named before the metrics library is loaded."""

import os
import tempfile

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name for it


def prepare() -> None:
    """Make the folder and name it; each process then counts in a file of its own there."""
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="sekali-figures-")


def are_shared() -> bool:
    """Tell whether several processes count."""
    return VARIABLE in os.environ
