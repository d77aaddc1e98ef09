"""The logout token as such: exactly the claims of section 2.4, signed like the client's ID Tokens."""

import json
from datetime import timedelta

import pytest

from core.canonical import unb64
from core.clock import to_epoch
from core.ids import new_id
from oidc import logout_tokens
from oidc.backchannel import notices, store
from oidc.backchannel.store import Hearer
from oidc.clients.client import built
from oidc.clients.fetched_keys import nobody
from oidc.clients.store import add, change
from tests.oidc.worlds import NOW, client

ISSUER = "https://sekali.example"
ADDRESS = "https://rp.example.id/logout"


def test_it_has_these_claims_and_no_others():
    told = logout_tokens.claims(ISSUER, "client-1", "subject-1", "sid-1", NOW)
    assert len(told.pop("jti")) == 36
    assert told == {
        "iss": ISSUER,
        "sub": "subject-1",
        "aud": "client-1",
        "iat": to_epoch(NOW),
        "exp": to_epoch(NOW + timedelta(minutes=2)),
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        "sid": "sid-1",
    }


def test_no_two_are_the_same():
    assert len({logout_tokens.claims(ISSUER, "c", "s", "i", NOW)["jti"] for _ in range(3)}) == 3


def add_client(world, **details) -> str:
    made = built(new_id(), world.service, 1, "standard", "rp.example.id", client(**details).details)
    with world.session() as session, session.begin():
        add(session, made, None, None, NOW)
    return made.id


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_it_is_signed_like_the_clients_id_tokens(world, algorithm):
    told = add_client(world, backchannel_logout_uri=ADDRESS, id_token_signed_response_alg=algorithm)
    payload = {"receiver": told, "sign_in": world.sign_in, "citizen": world.citizen}
    with world.session() as session:
        made = notices.notice(session, world.keys, ISSUER, payload, NOW)
    assert made.url == ADDRESS
    token = notices.token_of(world.keys, nobody, made)
    header, claims = world.keys.verify_own_jwt(token, [algorithm])
    assert (header["alg"], header["typ"]) == (algorithm, "logout+jwt")
    assert json.loads(unb64(token.split(".")[0])).keys() == {"alg", "kid", "typ"}
    assert claims["sub"] == world.keys.pairwise("rp.example.id", world.service, world.citizen)
    assert world.citizen not in repr(made) and claims["sub"] not in repr(made)


def test_every_client_of_the_sign_in_hangs_on_it_once(world):
    other = add_client(world)
    for name in ("a", "b"):
        world.code(name)
    world.code("c", client_id=other)
    with world.session() as session:
        found = store.hearers(session, [world.sign_in])
        assert store.hearers(session, [new_id()]) == ()
    assert set(found) == {Hearer(one, world.sign_in, world.citizen) for one in (world.client, other)}
    assert len(found) == 2


def test_who_listens_no_more_is_not_told(world):
    told = add_client(world, backchannel_logout_uri=ADDRESS)
    world.code("c", client_id=told)
    world.code("d")  # the client without an address
    payload = {"receiver": told, "sign_in": world.sign_in, "citizen": world.citizen}
    with world.session() as session, session.begin():
        assert notices.announce(session, world.sign_in, NOW) == 1
        assert change(session, told, state="disabled")
    with world.session() as session, session.begin():
        assert notices.notice(session, world.keys, ISSUER, payload, NOW) is None
        assert notices.announce(session, world.sign_in, NOW) == 0
