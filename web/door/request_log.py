"""One line per request, in JSON: what was asked for and how it went; never an address, a query string or a person."""

import ipaddress
import logging
import sys
import time
from dataclasses import dataclass
from functools import cache

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from structlog.typing import Processor

from core.ids import new_id
from core.runtime import noted_refusal

VISITS = "sekali.visits"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

log = structlog.stdlib.get_logger("sekali.request")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request that was answered: which view, which rule of the route map, how, in how many `seconds`, and from where."""

    endpoint: str
    route: str | None
    method: str
    status: int
    seconds: float
    request_id: str
    address: str | None


class Visits:
    """The log and the counts of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("endpoint", "method", "status")
        self._counted = Counter("sekali_requests", "Requests answered", labels, registry=self.registry)
        self._timed = Histogram(
            "sekali_request_seconds", "Seconds per request", ("endpoint",), buckets=BUCKETS, registry=self.registry
        )
        # A label is looked up in a small fraction of the time in which its library finds it.
        self._counters = cache(self._counted.labels)
        self._timers = cache(self._timed.labels)

    def note(self, visit: Visit) -> None:
        """Log and count, with the refusal that was noted in the request, if any."""
        refusal = noted_refusal()
        self._counters(visit.endpoint, visit.method, visit.status).inc()
        self._timers(visit.endpoint).observe(visit.seconds)
        log.info(
            "request",
            method=visit.method,
            route=visit.route,
            status=visit.status,
            ms=round(visit.seconds * 1000, 1),
            request_id=visit.request_id,
            network=network_of(visit.address),
            **({"refused": refusal[0], "because": refusal[1]} if refusal else {}),
        )


def install(app: Flask) -> Visits:
    """Log and count every request of `app`."""
    _configure()
    app.extensions[VISITS] = visits = Visits()
    app.before_request(_begin)

    def finish(response: Response) -> Response:
        rule, request_id = request.url_rule, g.get("request_id", "")
        visits.note(
            Visit(
                request.endpoint or "none",
                rule.rule if rule else None,
                request.method if request.method in KNOWN_METHODS else "OTHER",
                response.status_code,
                time.perf_counter() - g.get("began", time.perf_counter()),
                request_id,
                request.remote_addr,
            )
        )
        response.headers["X-Request-ID"] = request_id
        return response

    app.after_request(finish)
    return visits


KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def network_of(address: str | None) -> str:
    """Return the neighbourhood of an address (the first 24 bits of IPv4, 48 of IPv6), which names no household."""
    try:
        own = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(own, ipaddress.IPv6Address) and own.ipv4_mapped:
        own = own.ipv4_mapped
    if own.version == 4:  # noqa: PLR2004
        return f"{str(own).rpartition('.')[0]}.0/24"
    return str(ipaddress.ip_network(f"{own}/48", strict=False))


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = new_id()


class _StandardOutput(logging.Handler):
    """Writes to whatever standard output is at that moment, so that nobody who redirects it is missed."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stdout.write(self.format(record) + "\n")
        sys.stdout.flush()


def _configure() -> None:
    """Send every logger named `sekali.…` to standard output as JSON lines, once per process."""
    shared: list[Processor] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    house = logging.getLogger("sekali")
    if house.handlers:
        return
    handler = _StandardOutput()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    house.addHandler(handler)
    house.setLevel(logging.INFO)
