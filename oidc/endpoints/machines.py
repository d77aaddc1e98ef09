"""What programs ask of the provider: each a function from a request to an answer, called alike by every door.

They raise `BodyError`, `BearerError` and `NoUsableKeyError`, which `oidc.endpoints.told.refusal` puts in words.
"""

from dataclasses import replace

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from core.db import keeping
from core.runtime import request_time, settings
from keys.runtime import ring
from oidc import revocation, token_requests, userinfo
from oidc import token as exchanging
from oidc.endpoints.incoming import Incoming, presented_in, proof_of_client, shown_in
from oidc.endpoints.recipients import answered
from oidc.endpoints.told import JSON, JWT, Told, told, told_as_jwt
from oidc.errors import BodyError
from oidc.possession.holding import Asker
from oidc.revocation import INTROSPECTION_JWT
from oidc.terms import terms_of

RECEIPT = "Sekali-Receipt"


def token(incoming: Incoming) -> Told:
    """Answer a token request (RFC 6749, section 3.2)."""
    wanted = token_requests.token_request(incoming.parameters)
    asker = Asker(presented_in(incoming), proof_of_client(incoming))
    answer = answered(lambda session, terms: exchanging.exchange(session, ring(), terms, asker, wanted, request_time()))
    if isinstance(answer, BodyError):
        raise answer
    return told(answer.body())


def revoke(incoming: Incoming) -> Told:
    """Answer a revocation (RFC 7009, section 2)."""
    named, shown = revocation.named_token(incoming.parameters), presented_in(incoming)
    with keeping() as session:
        revocation.revoke(session, ring(), terms_of(settings()), shown, named, request_time())
    return told({})


def introspect(incoming: Incoming) -> Told:
    """Answer an introspection (RFC 7662, section 2), as a JWT for whoever accepts one (RFC 9701, section 4)."""
    named, shown = revocation.named_token(incoming.parameters), presented_in(incoming)
    as_jwt = _wants_jwt(incoming.accepts)
    facts = answered(
        lambda session, terms: revocation.introspect(
            session, ring(), terms, shown, named, request_time(), as_jwt=as_jwt
        )
    )
    return told_as_jwt(facts, INTROSPECTION_JWT) if isinstance(facts, str) else told(facts)


def user_info(incoming: Incoming) -> Told:
    """Answer with claims (OpenID Connect Core 1.0, section 5.3).

    By POST the token may stand in the form (RFC 6750, section 2.2); by GET nothing of the address is read.
    """
    shown = shown_in(incoming)
    return _of_read(answered(lambda session, terms: userinfo.userinfo(session, ring(), terms, shown, request_time())))


def release(incoming: Incoming, purpose: str) -> Told:
    """Answer a pull of all fields of `purpose`."""
    shown = shown_in(incoming)
    with keeping() as session:
        read = userinfo.released_fields(session, ring(), terms_of(settings()), shown, purpose, request_time())
    return _of_read(read)


def receipt_header(entry: int) -> dict[str, str]:
    """Return the header by which every read names the address of its receipt."""
    return {RECEIPT: f"{settings().issuer}/api/receipts/{entry}"}


def _of_read(read: userinfo.Read) -> Told:
    answer = told_as_jwt(read.told, JWT) if isinstance(read.told, str) else told(read.told)
    return replace(answer, headers=answer.headers | receipt_header(read.entry))


def _wants_jwt(accepts: str) -> bool:
    if INTROSPECTION_JWT not in accepts:
        return False
    return parse_accept_header(accepts, MIMEAccept).best_match((JSON, INTROSPECTION_JWT)) == INTROSPECTION_JWT
