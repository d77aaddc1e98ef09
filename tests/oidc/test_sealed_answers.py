"""Signing and encrypting what leaves for a client: every pair of algorithms, opened by the client, with two libraries."""

import json

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from oidc.clients.encryption import CONTENT_ALGORITHMS, KEY_ALGORITHMS, Outgoing
from oidc.clients.fetched_keys import KeyCache, KeysNeededError
from oidc.sealed_answers import NoUsableKeyError, sealed
from tests.oidc.worlds import client

RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa", "use": "enc"})
CURVES = [ECKey.generate_key(crv, parameters={"kid": crv, "use": "enc"}) for crv in ("P-256", "P-384", "P-521")]
X25519 = OKPKey.generate_key("X25519", parameters={"kid": "X25519"})
CLAIMS = {"sub": "s", "name": "SITI AMINAH"}
KIND = Outgoing.USERINFO


def asking(alg, *keys, enc="A128CBC-HS256", kind=KIND):
    published = {"keys": [key.as_dict(private=False) for key in keys]}
    return client(**{kind.key_member: alg, kind.content_member: enc, "jwks": published})


def opened(token, key, alg, enc="A128CBC-HS256"):
    return jwe.decrypt_compact(token, key, algorithms=[alg, enc])


PAIRS = [
    pytest.param(alg, enc, key, id=f"{alg}-{enc}-{key.kid}")
    for alg in KEY_ALGORITHMS
    for key in ([RSA] if alg.startswith("RSA") else [*CURVES, X25519])
    for enc in CONTENT_ALGORITHMS
]


@pytest.mark.parametrize(("alg", "enc", "key"), PAIRS)
@pytest.mark.parametrize("signed_by", ["ES256", "RS256", None])
def test_every_pair_of_algorithms(ring, alg, enc, key, signed_by):
    token = sealed(ring, KeyCache().recipient, asking(alg, key, enc=enc), KIND, CLAIMS, signed_by)
    outer = opened(token, key, alg, enc)
    header = outer.headers()
    assert (header["alg"], header["enc"], header["kid"]) == (alg, enc, key.kid)
    assert header.get("cty") == ("JWT" if signed_by else None)
    if signed_by is None:
        assert json.loads(outer.plaintext) == CLAIMS
        return
    inner = jwt.decode(outer.plaintext, KeySet.import_key_set(ring.public_jwks()), algorithms=[signed_by])
    assert inner.claims == CLAIMS


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("enc", CONTENT_ALGORITHMS)
@pytest.mark.parametrize("alg", KEY_ALGORITHMS)
def test_another_library_opens_them(ring, alg, enc):
    from authlib.jose import JsonWebEncryption, JsonWebKey

    key = RSA if alg.startswith("RSA") else CURVES[0]
    token = sealed(ring, KeyCache().recipient, asking(alg, key, enc=enc), KIND, CLAIMS, None)
    own = JsonWebKey.import_key(key.as_dict(private=True))
    told = JsonWebEncryption(algorithms=[alg, enc]).deserialize_compact(token.encode(), own)
    assert json.loads(told["payload"]) == CLAIMS


def test_no_two_are_alike_and_nobody_else_opens_them(ring):
    tokens = {sealed(ring, KeyCache().recipient, asking("RSA-OAEP", RSA), KIND, CLAIMS, None) for _ in range(5)}
    assert len(tokens) == 5
    with pytest.raises(Exception, match=r"[Dd]ecr|tag|key"):
        opened(tokens.pop(), RSAKey.generate_key(2048), "RSA-OAEP")


def test_what_a_client_did_not_ask_for_is_not_done(ring):
    other = asking("RSA-OAEP", RSA, kind=Outgoing.ID_TOKEN)
    token = sealed(ring, KeyCache().recipient, other, KIND, CLAIMS, "ES256")
    assert ring.verify_own_jwt(token, ["ES256"])[1] == CLAIMS
    with pytest.raises(ValueError):
        sealed(ring, KeyCache().recipient, other, KIND, CLAIMS, None)


SMALL_ORDER = {"kty": "OKP", "crv": "X25519", "x": "A" * 43}


@pytest.mark.parametrize(
    ("alg", "jwks"),
    [
        ("RSA-OAEP", {"keys": [CURVES[0].as_dict(private=False)]}),
        ("ECDH-ES", {"keys": [RSA.as_dict(private=False)]}),
        ("ECDH-ES", {"keys": [SMALL_ORDER]}),
        ("ECDH-ES", {"keys": [CURVES[0].as_dict(private=True)]}),
        ("ECDH-ES", None),
        ("RSA1_5", {"keys": [RSA.as_dict(private=False)]}),
    ],
)
@pytest.mark.parametrize("signed_by", ["ES256", None])
def test_without_a_usable_key_nothing_leaves(ring, alg, jwks, signed_by):
    asks = client(**{KIND.key_member: alg, "jwks": jwks})
    with pytest.raises(NoUsableKeyError):
        sealed(ring, KeyCache().recipient, asks, KIND, CLAIMS, signed_by)


def test_keys_at_an_address_are_not_fetched_on_the_way(ring):
    asks = client(**{KIND.key_member: "ECDH-ES", "jwks_uri": "https://rp.example.id/jwks"})
    with pytest.raises(KeysNeededError) as needed:
        sealed(ring, KeyCache().recipient, asks, KIND, CLAIMS, "ES256")
    assert (needed.value.client, needed.value.alg) == (asks, "ECDH-ES")
