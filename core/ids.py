"""Identifiers and random secrets, and the digest under which a secret is kept."""

import hashlib
import secrets

from uuid_utils import uuid7


def new_id() -> str:
    """Return a new row id: a UUIDv7 (RFC 9562, section 5.7) in its 36-character text form."""
    return str(uuid7())


def new_secret(size: int = 32) -> str:
    """Return a fresh URL-safe secret of `size` random bytes (256 bit unless told)."""
    return secrets.token_urlsafe(size)


def digest(secret: str) -> bytes:
    """Return the SHA-256 of a secret: the only form in which a long random secret is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
