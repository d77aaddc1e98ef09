"""Where a request comes from, as coarsely as a list of one's own sign-ins needs it."""

from flask import request

from accounts.browser import browser_digest
from accounts.cookies import CITIZEN, sent
from accounts.sign_in import Place
from accounts.throttle.counters import network_of
from core.ids import digest

DEVICES = ("android", "iphone", "ipad", "windows", "macintosh", "linux")
PROGRAMS = ("edg", "firefox", "chrome", "safari")


def place() -> Place:
    """Return the browser of this request, its kind, the sign-in that it has so far, and its network."""
    former = sent(CITIZEN)
    agent = (request.user_agent.string or "").lower()
    program = next((name for name in PROGRAMS if name in agent), "other")
    device = next((name for name in DEVICES if name in agent), "other")
    network = network_of(request.remote_addr or "")
    return Place(browser_digest(), f"{program}/{device}", digest(former) if former else None, network)
