"""Rings for the tests of the keys: one with fixed bytes, and the parts to spoil one."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from keys.fresh import fresh_keys
from keys.material import TOKEN_PURPOSES, Purpose, RingKey
from keys.ring import KeyRing

BORN = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def ring_keys() -> tuple[RingKey, ...]:
    """The keys of one ring; all but the token keys have bytes that follow from their purpose."""
    return tuple(_fixed(key) for key in fresh_keys(BORN))


@pytest.fixture(scope="session")
def fixed_ring(ring_keys: tuple[RingKey, ...]) -> KeyRing:
    return KeyRing(ring_keys)


@pytest.fixture
def changed(ring_keys: tuple[RingKey, ...]) -> Callable[..., tuple[RingKey, ...]]:
    """`changed(purpose, which, **fields)`: the ring's keys with one of them changed."""

    def change(purpose: Purpose, which: int = 1, /, **fields: object) -> tuple[RingKey, ...]:
        return tuple(
            replace(key, **fields) if (key.purpose, key.version) == (purpose, which) else key for key in ring_keys
        )

    return change


def _fixed(key: RingKey) -> RingKey:
    if key.purpose in TOKEN_PURPOSES.values():
        return key
    salt = b"sixteen bytes ok" if key.salt else b""
    return replace(key, material=hashlib.sha256(key.purpose.value.encode()).digest(), salt=salt)
