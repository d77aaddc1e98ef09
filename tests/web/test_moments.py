"""Moments and dates as people here write them."""

from datetime import UTC, date, datetime

import pytest

from web.door.moments import date_long, iso, moment_long

LATE = datetime(2026, 11, 23, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("id", "WIB", "24 November 2026 pukul 00.05 WIB"),
        ("en", "WIB", "24 November 2026 at 00:05 WIB"),
        ("id", "WIT", "24 November 2026 pukul 02.05 WIT"),
    ],
)
def test_moments(language, zone, words) -> None:
    assert moment_long(LATE, language, zone) == words


def test_dates() -> None:
    assert date_long(date(2026, 8, 17), "id") == "17 Agustus 2026"
    assert date_long(LATE, "en") == "24 November 2026"
    assert iso(LATE) == "2026-11-23T17:05:00Z"


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        moment_long(datetime(2026, 11, 23), "id")  # noqa: DTZ001
