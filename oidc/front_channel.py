"""Tokens in the authorization response itself, for clients of the profile `legacy` alone (OpenID Connect Core 1.0, 3.2 and 3.3)."""

from datetime import datetime

from sqlalchemy.orm import Session

from consent.grants import Refusal
from consent.purposes import SIGN_IN
from consent.release import Permitted, release
from keys.ring import KeyRing
from oidc import id_token, store
from oidc.fields import wanted_fields, wants_age
from oidc.step_up import is_fresh
from oidc.terms import Terms
from oidc.tokens import ACCESS, Family, bounded, new_token
from oidc.userinfo import as_claims


def tokens(
    session: Session, keys: KeyRing, terms: Terms, family: Family, response_type: str, code: str, now: datetime
) -> tuple[tuple[str, str], ...]:
    """Return the parameters of the response besides the code, in the order of the response type.

    Without an access token the ID Token is itself the release: it carries the consented claims, through
    the same door and with the same entry (section 5.4).
    """
    words = response_type.split()
    told: list[tuple[str, str]] = []
    secret = None
    if "token" in words:
        access = new_token(ACCESS, family.authorization.scopes, bounded(now + terms.access, family))
        store.add_tokens(session, family.authorization.id, [access], now)
        secret = access.secret
        lifetime = int((access.expires_at - now).total_seconds())
        told += [("access_token", secret), ("token_type", "Bearer"), ("expires_in", str(lifetime))]
    if "id_token" in words:
        attributes = {} if secret or "code" in words else _released(session, keys, terms, family, now)
        hashes = id_token.hashes(family.client.id_token_algorithm, secret, code if "code" in words else None)
        nonce = family.authorization.nonce
        told.append(("id_token", id_token.signed(keys, terms, family, now, nonce, {**attributes, **hashes})))
    return tuple(told)


def _released(session: Session, keys: KeyRing, terms: Terms, family: Family, now: datetime) -> dict[str, object]:
    authorization = family.authorization
    named, detailed = authorization.named_fields, authorization.detailed
    wanted = wanted_fields(family.purpose, SIGN_IN, authorization.scopes, named, detailed)
    permitted = Permitted(authorization.grant, authorization.id, is_fresh(authorization, terms.fresh))
    answer = release(session, keys, permitted, wanted, now)
    if isinstance(answer, Refusal):
        return {}
    return as_claims(answer, with_age=wants_age(authorization.scopes, authorization.named_fields))
