"""Moments and dates as people here write them, in the clock of an Indonesian time zone."""

from datetime import UTC, date, datetime, timedelta, timezone

from babel.dates import format_date

# Indonesia keeps no summer time, so its three clocks are fixed distances from UTC.
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}


def in_zone(moment: datetime, zone: str = "WIB") -> datetime:
    """Return `moment` in the clock of `zone`; a naive moment is a programming error."""
    if moment.tzinfo is None:
        raise TypeError("a moment without a time zone cannot be shown")
    return moment.astimezone(timezone(timedelta(hours=ZONES[zone]), zone))


def date_long(value: date | datetime, language: str, zone: str = "WIB") -> str:
    """Return a date in full, such as `23 November 2026`."""
    day = in_zone(value, zone).date() if isinstance(value, datetime) else value
    return format_date(day, "d MMMM y", locale=language)


def moment_long(value: datetime, language: str, zone: str = "WIB") -> str:
    """Return a moment in full: `23 November 2026 pukul 21.05 WIB`, in English `23 November 2026 at 21:05 WIB`."""
    local = in_zone(value, zone)
    if language == "en":
        return f"{date_long(value, language, zone)} at {local:%H:%M} {zone}"
    return f"{date_long(value, language, zone)} pukul {local:%H.%M} {zone}"


def iso(value: datetime) -> str:
    """Return `value` in UTC as machines and auditors write it (RFC 3339)."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
