"""Many requests at the same moment, each from a client of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

RUNNERS = 6


def at_once(deed, runners: int = RUNNERS) -> list:
    """Call `deed(number)` from `runners` threads behind one barrier."""
    barrier = threading.Barrier(runners)

    def run(number: int):
        barrier.wait()
        return deed(number)

    with ThreadPoolExecutor(runners) as pool:
        return list(pool.map(run, range(runners)))


def twin(town, browser):
    """Another connection of the same browser: the same cookies, the same page before the eyes."""
    other = town.browser()
    for name in ("sekali", "sekali-browser", "sekali-desk"):
        if cookie := browser.client.get_cookie(name, domain="localhost"):
            other.client.set_cookie(name, cookie.value, domain="localhost")
    other.page = browser.page
    return other
