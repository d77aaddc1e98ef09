"""Answers that may have to be encrypted: worked out with the keys at hand, or undone and worked out again once they are fetched."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from core.db import keeping
from core.runtime import settings
from oidc.clients.client import Client
from oidc.clients.fetched_keys import KeysNeededError
from oidc.clients.key_sets import PublicKey
from oidc.endpoints.incoming import CLIENT_KEYS, door
from oidc.sealed_answers import NoUsableKeyError
from oidc.terms import Terms, terms_of

Result = TypeVar("Result")
log = logging.getLogger("sekali.oidc.answers")


def answered(work: Callable[[Session, Terms], Result]) -> Result:
    """Return what `work` returns in a transaction of its own.

    It costs a client that asked for no encryption nothing. Keys that lie at the client's address are
    fetched between two transactions, the first of which kept nothing; raises `NoUsableKeyError`, and
    then nothing was kept either.
    """
    try:
        return _kept(work)
    except NoUsableKeyError as refused:
        log.warning("no usable key to encrypt to: %s", refused)
        raise


def fetched(client: Client, alg: str) -> PublicKey | None:
    """Return the key of `client` to encrypt to by `alg`, fetched if need be: never in a transaction."""
    return CLIENT_KEYS.fetched_recipient(client, alg, door())


def _kept(work: Callable[[Session, Terms], Result]) -> Result:
    try:
        with keeping() as session:
            return work(session, terms_of(settings(), CLIENT_KEYS.recipient))
    except KeysNeededError as needed:
        wanted, key = (needed.client.id, needed.alg), fetched(needed.client, needed.alg)
    with keeping() as session:
        return work(session, terms_of(settings(), lambda client, alg: key if (client.id, alg) == wanted else None))
