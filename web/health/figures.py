"""Figures for Prometheus: requests of all processes, the ledger, and the outbox."""

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from accounts.lookups.store import Usage
from web.operator.shared_figures import are_shared


def as_text(own: CollectorRegistry, ledger: dict[str, int], outbox: dict[str, int], lookups: Usage) -> bytes:
    """Return all figures in Prometheus' text format; `own` are this process's, replaced by everybody's if shared."""
    return _requests(own) + _state(ledger, outbox) + _lookups(lookups)


def _requests(own: CollectorRegistry) -> bytes:
    if not are_shared():
        return generate_latest(own)
    everybody = CollectorRegistry()
    MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
    return generate_latest(everybody)


def _state(ledger: dict[str, int], outbox: dict[str, int]) -> bytes:
    registry = CollectorRegistry()
    entries = Gauge("sekali_ledger_entries", "Entries of the ledger", ("state",), registry=registry)
    works = Gauge(
        "sekali_outbox_rows", "Work that follows deeds; dead rows wait for a person", ("state",), registry=registry
    )
    for state, size in ledger.items():
        entries.labels(state).set(size)
    for state in ("waiting", "done", "dead"):
        works.labels(state).set(outbox.get(state, 0))
    return generate_latest(registry)


def _lookups(used: Usage) -> bytes:
    registry = CollectorRegistry()
    counted = Gauge("sekali_nik_lookups", "Look-ups in the index of NIKs, a minute", ("of",), registry=registry)
    alarmed = Gauge(
        "sekali_nik_lookups_alarm_seconds", "When they were last unusually many; 0: not in a day", registry=registry
    )
    counted.labels("now").set(used.now)
    counted.labels("usual").set(used.usual)
    alarmed.set(used.alarmed_at.timestamp() if used.alarmed_at else 0)
    return generate_latest(registry)
