"""Killing a deed in the middle: in a process of its own, by SIGKILL, right before one of its changes."""

import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

from keys import file_ring, rotation

# What every rotation does to the ring, and the time that it gives servers to see it.
RING_CHANGES = ((file_ring, "_write"), (file_ring, "_sync_folder"), (rotation.time, "sleep"))


def killed_at(step: int, changes: Iterable[tuple[Any, str]], deed: Callable[[], object]) -> bool:
    """Do `deed` in a process that is killed at the `step`-th of its `changes`, functions by module and name; tell whether it came so far."""
    child = os.fork()
    if child == 0:
        left = step

        def counting(change: Callable[..., object]) -> Callable[..., object]:
            def counted_change(*given: object) -> object:
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return change(*given)

            return counted_change

        for module, name in changes:
            setattr(module, name, counting(getattr(module, name)))
        try:
            deed()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
