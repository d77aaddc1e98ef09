"""What a program of ours holds in memory stays out of the files that a crash leaves behind."""

import resource
from pathlib import Path

FILTER = Path("/proc/self/coredump_filter")


def leave_none() -> None:
    """Let no core dump of this process, or of any that it starts, hold memory: neither as a file nor handed to a program.

    The limit counts for files alone; what the kernel pipes to a collector (core(5)) is emptied by the filter, where
    there is one.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if FILTER.exists():
        FILTER.write_text("0")
