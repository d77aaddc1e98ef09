"""One line per request, in JSON: what was asked for and how it went; never an address, a query string or a person."""

import ipaddress
import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from structlog.typing import Processor

from core.ids import new_id
from core.runtime import noted_refusal

REGISTRY = "sekali.metrics"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

log = structlog.stdlib.get_logger("sekali.request")


def install(app: Flask) -> None:
    """Log and count every request of `app`."""
    _configure()
    registry = CollectorRegistry()
    counted = Counter("sekali_requests", "Requests answered", ("endpoint", "method", "status"), registry=registry)
    timed = Histogram(
        "sekali_request_seconds", "Seconds per request", ("endpoint",), buckets=BUCKETS, registry=registry
    )
    app.extensions[REGISTRY] = registry
    app.before_request(_begin)

    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        endpoint = request.endpoint or "none"
        method = request.method if request.method in KNOWN_METHODS else "OTHER"
        counted.labels(endpoint, method, response.status_code).inc()
        timed.labels(endpoint).observe(seconds)
        log.info("request", **_line(response, seconds, method))
        response.headers["X-Request-ID"] = g.get("request_id", "")
        return response

    app.after_request(finish)


KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def network_of(address: str | None) -> str:
    """Return the neighbourhood of an address (the first 24 bits of IPv4, 48 of IPv6), which names no household."""
    try:
        own = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(own, ipaddress.IPv6Address) and own.ipv4_mapped:
        own = own.ipv4_mapped
    return str(ipaddress.ip_network(f"{own}/{24 if own.version == 4 else 48}", strict=False))  # noqa: PLR2004


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = new_id()


def _line(response: Response, seconds: float, method: str) -> dict[str, object]:
    rule, refusal = request.url_rule, noted_refusal()
    return {
        "method": method,
        "route": rule.rule if rule else None,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "request_id": g.get("request_id"),
        "network": network_of(request.remote_addr),
        **({"refused": refusal[0], "because": refusal[1]} if refusal else {}),
    }


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
