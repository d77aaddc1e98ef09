"""Secrets that everybody can read in the demo: a deployment in production refuses to start while one opens a door."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.desk.store import StaffRow
from accounts.tables import IdentifierRow
from keys.ring import KeyRing
from oidc.tables import ClientRow

CITIZENS = ("siti@contoh.id", "bejo@contoh.id")
STAFF = ("auditor@contoh.id", "petugas@contoh.id", "ppdp@contoh.id")
CLIENT_SECRETS = tuple(f"demo-secret-of-{service}-{'0' * 32}" for service in ("queue", "library", "aid"))


def found(session: Session, keys: KeyRing) -> list[str]:
    """Return, in words for the operator, which demo secrets would open a door of this deployment."""
    citizens = {keys.identifier_index("email", address): address for address in CITIZENS}
    staff = {keys.identifier_index("staff", address): address for address in STAFF}
    clients = [keys.secret_digest(secret) for secret in CLIENT_SECRETS]
    known = session.scalars(select(IdentifierRow.index).where(IdentifierRow.index.in_(citizens)))
    members = session.scalars(select(StaffRow.index).where(StaffRow.index.in_(staff), StaffRow.state == "active"))
    registered = session.scalars(select(ClientRow.id).where(ClientRow.secret_digest.in_(clients)))
    return sorted(
        {
            *(f"the citizen {citizens[bytes(index)]}" for index in known),
            *(f"the staff member {staff[bytes(index)]}" for index in members),
            *(f"the client {client}" for client in registered),
        }
    )
