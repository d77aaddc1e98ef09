"""The modules about request objects, by value and by reference, signed and unsigned."""

import base64
import json
import time

import pytest
from joserfc import jwt

from tests.conformance.driver import RSA, client, key_set
from tests.conformance.kinds import EVERY, registration
from tests.oidc.proving import ALL

every = pytest.mark.parametrize("kind", EVERY, indirect=True, ids=lambda kind: f"{kind[0]}-{kind[1] or 'default'}")


@pytest.fixture
def party(house, kind):
    """A client that registered keys, and an address of request objects."""
    asked = {"response_type": kind[0]} | ({"response_mode": kind[1]} if kind[1] else {})
    where = f"{house.service.address}/objects/{'-'.join(map(str, kind)).replace(' ', '+')}"
    return client(house, kind=asked, jwks=key_set(RSA), request_uris=[where], **registration(kind[0]))


def members(party, **changes):
    now = int(time.time())
    own = {"iss": party.id, "aud": party.house.issuer, "iat": now, "nbf": now - 5, "exp": now + 300}
    return party.query(**changes) | own


def signed(party, **changes) -> str:
    return jwt.encode({"alg": "RS256", "kid": "rsa"}, members(party, **changes), RSA, registry=ALL)


def unsigned(party) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, members(party))]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def laid(party, document: str) -> str:
    [where] = party.given["request_uris"]
    path = where.removeprefix(party.house.service.address)
    return party.house.service.lay(path, "application/oauth-authz-req+jwt", document.encode())


def ask(person, party, **sent):
    """Send the object together with the parameters that OAuth 2.0 wants outside."""
    from urllib.parse import urlencode

    outside = {"client_id": party.id, "scope": "openid", "state": party.state, **party.kind} | sent
    return person.walk(f"{party.house.issuer}/authorize?" + urlencode(outside))


@every
def test_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(person, party) -> None:
    told = ask(person, party, request=unsigned(party), redirect_uri=party.callback, nonce="n-0")
    assert told["error"] in ("request_not_supported", "invalid_request_object")
    assert told["state"] == party.state


@every
def test_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(person, party) -> None:
    where = laid(party, unsigned(party))
    told = ask(person, party, request_uri=where, redirect_uri=party.callback, nonce="n-0")
    assert told["error"] in ("request_uri_not_supported", "invalid_request_object", "request_not_supported")


@every
def test_ensure_request_object_with_redirect_uri(person, party) -> None:
    told = ask(person, party, request=signed(party), redirect_uri=party.callback + "/wrong", nonce="outside")
    assert (told["state"], "error" in told) == (party.state, False), told


@every
def test_request_uri_signed_rs256(person, party) -> None:
    where = laid(party, signed(party))
    told = ask(person, party, request_uri=where, redirect_uri=party.callback, nonce="outside")
    assert (told["state"], "error" in told) == (party.state, False), told
