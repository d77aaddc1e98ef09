"""How a client proves itself at the token endpoint, on both databases: once per assertion, and only in the way it chose."""

import pytest

from core.ids import new_id
from oidc import token as exchanging
from oidc.clients.authentication import Presented, claimed_client, presented
from oidc.clients.client import built
from oidc.clients.credentials import ASSERTION_TYPE, Secret, credentials
from oidc.clients.fetched_keys import KeyCache
from oidc.clients.store import add, use_assertion
from oidc.codes import CodeRedemption
from oidc.errors import BodyError
from oidc.minting import TokenAnswer
from oidc.outbound import Door
from oidc.parameters import read
from oidc.possession.holding import Asker
from tests.oidc.test_assertions import EC, signed
from tests.oidc.worlds import NOW, REDIRECT, VERIFIER, client


def exchange(world, shown, code):
    with world.session() as session, session.begin():
        asked = CodeRedemption(code, REDIRECT, VERIFIER)
        return exchanging.exchange(session, world.keys, world.terms, Asker(shown), asked, NOW)


def test_an_assertion_is_let_in_once(world):
    with world.session() as session, session.begin():
        assert use_assertion(session, b"d", NOW)
        assert not use_assertion(session, b"d", NOW)


def test_a_client_with_keys_proves_itself_once_per_assertion(world):
    details = {
        **client().details,
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [EC.as_dict(private=False)]},
    }
    keyed = new_id()
    with world.session() as session, session.begin():
        add(session, built(keyed, world.service, 1, "standard", "rp.example.id", details), None, None, NOW)
    cache = KeyCache()

    def shown(jti, **claims):
        said = credentials(
            read(
                [
                    (
                        "client_assertion",
                        signed({"iss": keyed, "sub": keyed, "aud": world.terms.issuer, "jti": jti} | claims),
                    ),
                    ("client_assertion_type", ASSERTION_TYPE),
                ]
            ),
            None,
        )
        with world.session() as session:
            known = claimed_client(session, said, None)
        return presented(said, None, known, cache, Door())

    world.code("c", client_id=keyed)
    with pytest.raises(BodyError):
        exchange(world, shown("0", aud="https://other"), "c")
    with pytest.raises(BodyError):
        exchange(world, world.presented(client=keyed), "c")
    first = shown("1")
    assert isinstance(exchange(world, first, "wrong"), BodyError), "a refusal that uses the assertion up"
    with pytest.raises(BodyError):
        exchange(world, first, "c")
    assert isinstance(exchange(world, shown("2"), "c"), TokenAnswer)


@pytest.mark.parametrize(
    ("chosen", "method", "proves"),
    [
        (None, "client_secret_basic", True),
        (None, "client_secret_post", True),
        ("client_secret_basic", "client_secret_post", False),
        ("client_secret_post", "client_secret_basic", False),
        ("client_secret_post", "client_secret_post", True),
        ("private_key_jwt", "client_secret_basic", False),
        ("none", "client_secret_basic", False),
    ],
)
def test_a_chosen_way_of_authentication_is_held_to(world, chosen, method, proves):
    details = {name: value for name, value in client().details.items() if name != "token_endpoint_auth_method"}
    details |= {"token_endpoint_auth_method": chosen} if chosen else {}
    chooser = new_id()
    with world.session() as session, session.begin():
        made = built(chooser, world.service, 1, "standard", "rp.example.id", details)
        add(session, made, world.keys.secret_digest("s"), None, NOW)
    world.code("c", client_id=chooser)
    shown = Presented(Secret(chooser, method, "s"))
    if proves:
        assert isinstance(exchange(world, shown, "c"), TokenAnswer)
        return
    with pytest.raises(BodyError):
        exchange(world, shown, "c")
