"""Signing in with a passkey: which account it belongs to says the passkey itself, and nobody types a name."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts import guesses, sign_in, store
from accounts.guesses import Guess
from accounts.passkeys import ceremonies, challenges
from accounts.passkeys import store as passkeys
from accounts.passkeys.ceremonies import Refused, Site
from accounts.passkeys.challenges import Occasion
from accounts.sign_in import Place
from accounts.sign_ins import BY_PASSKEY
from keys.ring import KeyRing


def enter(
    session: Session, keys: KeyRing, guess: Guess, text: str, where: Site, occasion: Occasion, place: Place, now: datetime
) -> str:  # fmt: skip
    """Keep a sign-in by the passkey that answered, and return its new secret; raise `Refused` when nothing is proved.

    Failed passwords never stand in its way: a key cannot be guessed, so there is nothing to slow down (security.md, 4.2).
    """
    answer = ceremonies.read(text)
    if not challenges.is_ours(keys, answer.challenge, occasion, now):
        raise Refused("not our challenge")
    key = passkeys.by_credential(session, answer.credential)
    if key is None:
        raise Refused("unknown credential")
    count = ceremonies.proved(answer, where, key)
    # The account may have been closed, the passkey removed or the challenge answered meanwhile: each statement says so.
    if store.citizen_by_id(session, key.citizen, lock=True) is None:
        raise Refused("no account")
    if not passkeys.used(session, key.id, count, now):
        raise Refused("removed, or used with a later count")
    if not passkeys.spend(session, answer.challenge, now):
        raise Refused("answered before")
    guesses.won(session, guess, key.citizen, now)
    return sign_in.keep_sign_in(session, key.citizen, BY_PASSKEY, place, now)
