"""Ready or not: the database answers and has our shape, the key ring can sign, the ledger's head fits its entries."""

from collections.abc import Mapping

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from keys.ring import KeyRing
from web import database
from web.health import store


def checks(engine: Engine, session: Session, keys: KeyRing) -> Mapping[str, bool]:
    """Return what was looked at and whether it is well; a check that cannot be made is not well."""
    return {"database": _is_current(engine), "keys": _can_sign(keys), "ledger": _is_whole(session)}


def _is_current(engine: Engine) -> bool:
    try:
        return database.current(engine) in database.heads()
    except SQLAlchemyError:
        return False


def _can_sign(keys: KeyRing) -> bool:
    try:
        return bool(keys.sign_checkpoint(b"ready?") and keys.public_jwks()["keys"])
    except (ValueError, LookupError):
        return False


def _is_whole(session: Session) -> bool:
    try:
        last, head = store.last_and_head(session)
    except SQLAlchemyError:
        return False
    return last == head
