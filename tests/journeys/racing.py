"""Several callers at the same moment."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests

ROUNDS = int(os.environ.get("SEKALI_TEST_ROUNDS", "12"))
RUNNERS = 8


def at_once(call: Callable[[], requests.Response]) -> list[requests.Response]:
    """Start RUNNERS calls behind one barrier."""
    barrier = threading.Barrier(RUNNERS)

    def run(_number: int) -> requests.Response:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(RUNNERS) as pool:
        return list(pool.map(run, range(RUNNERS)))
