"""Secrets and addresses of people, sealed for the house itself: this file alone closes and opens them, each for one owner."""

from keys.ring import KeyRing


def seal_address(keys: KeyRing, citizen: str, kind: str, value: str) -> bytes:
    """Return an address of notice, sealed."""
    return keys.seal_account(value.encode(), _address(citizen, kind))


def open_address(keys: KeyRing, citizen: str, kind: str, sealed: bytes) -> str:
    """Return an address of notice; raise `SealBroken` for one of somebody else or of another kind."""
    return keys.open_account(sealed, _address(citizen, kind)).decode()


def seal_totp(keys: KeyRing, citizen: str, secret: str) -> bytes:
    """Return the secret of a citizen's authenticator app, sealed."""
    return keys.seal_account(secret.encode(), _totp(citizen))


def open_totp(keys: KeyRing, citizen: str, sealed: bytes) -> str:
    """Return the secret of a citizen's authenticator app; raise `SealBroken` for anybody else's."""
    return keys.open_account(sealed, _totp(citizen)).decode()


def seal_staff_totp(keys: KeyRing, staff: str, secret: str) -> bytes:
    """Return the secret of a staff member's authenticator app, sealed by the key of the desks."""
    return keys.seal_desk(secret.encode(), _totp(staff))


def open_staff_totp(keys: KeyRing, staff: str, sealed: bytes) -> str:
    """Return the secret of a staff member's authenticator app; raise `SealBroken` for anybody else's."""
    return keys.open_desk(sealed, _totp(staff)).decode()


def seal_name(keys: KeyRing, citizen: str, name: str) -> bytes:
    """Return the name that a citizen gave to a passkey, sealed."""
    return keys.seal_account(name.encode(), _name(citizen))


def open_name(keys: KeyRing, citizen: str, sealed: bytes) -> str:
    """Return the name of a passkey; raise `SealBroken` for one of somebody else."""
    return keys.open_account(sealed, _name(citizen)).decode()


def seal_slip(keys: KeyRing, subject: str, content: str) -> bytes:
    """Return what a page carries to the next one for us alone: openable only for the same subject."""
    return keys.seal_account(content.encode(), _slip(subject))


def open_slip(keys: KeyRing, subject: str, sealed: bytes) -> str:
    """Return what a page carried; raise `SealBroken` for anything that we did not seal for this subject."""
    return keys.open_account(sealed, _slip(subject)).decode()


def _address(citizen: str, kind: str) -> bytes:
    return f"address/{citizen}/{kind}".encode()


def _totp(owner: str) -> bytes:
    return f"totp/{owner}".encode()


def _name(citizen: str) -> bytes:
    return f"passkey/{citizen}".encode()


def _slip(subject: str) -> bytes:
    return f"slip/{subject}".encode()
