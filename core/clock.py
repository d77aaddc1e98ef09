"""Time: aware, UTC, whole seconds; read once at the edge and handed down as `now`."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present time in UTC, cut to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def to_epoch(moment: datetime) -> int:
    """Return `moment` as seconds since 1970-01-01T00:00:00Z (NumericDate of RFC 7519, section 2)."""
    return int(moment.timestamp())


def from_epoch(seconds: int) -> datetime:
    """Return the aware UTC moment of a NumericDate."""
    return datetime.fromtimestamp(seconds, UTC)
