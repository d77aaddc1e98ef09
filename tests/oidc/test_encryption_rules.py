"""Which keys are encrypted to, by which algorithms, and what a client may register about it."""

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from oidc.clients.encryption import KEY_ALGORITHMS, Outgoing, key_for
from oidc.clients.key_sets import KeySetError, client_keys, public_keys
from oidc.clients.metadata import accepted
from oidc.clients.profiles import PROFILES
from oidc.clients.values import Rules
from oidc.errors import BodyError

RULES = Rules(PROFILES["standard"], http_on_loopback=False)
EC, RSA = ECKey.generate_key("P-256"), RSAKey.generate_key(2048)
X25519, ED25519 = OKPKey.generate_key("X25519"), OKPKey.generate_key("Ed25519")


def public(key=EC, **members):
    return {**key.as_dict(private=False), **members}


def kids(keys):
    return [key.get("kid") for key in keys]


@pytest.mark.parametrize(
    ("entry", "signs", "encrypts"),
    [
        (public(), True, True),
        (public(use="sig"), True, False),
        (public(use="enc"), False, True),
        (public(key_ops=["verify"]), True, False),
        (public(use="enc", key_ops=["wrapKey"], key=RSA), False, True),
        (public(key=RSA), True, True),
        (public(key=ED25519), True, False),
        (public(key=X25519), False, True),
        (public(key=ECKey.generate_key("P-384")), False, True),
        (public(key=ECKey.generate_key("P-521")), False, True),
    ],
)
def test_what_a_key_is_for(entry, signs, encrypts):
    keys = client_keys({"keys": [entry]})
    assert (bool(keys.signature), bool(keys.encryption)) == (signs, encrypts)
    if not signs:
        with pytest.raises(KeySetError):
            public_keys({"keys": [entry]})


@pytest.mark.parametrize(
    "spoilt",
    [
        public(use="enc", x="AA"),
        public(use="enc", x=[], y={}),
        {"kty": "RSA", "use": "enc", "n": "w0" * 40, "e": "AQAB"},
        {"kty": "OKP", "crv": "X25519", "x": "AA"},
        public(use="other"),
        public(crv=[]),
        public(kty={}),
        public(crv="secp256k1"),
    ],
)
def test_a_key_that_nobody_can_encrypt_to_spoils_no_signature(spoilt):
    keys = client_keys({"keys": [spoilt, public(use="sig", kid="good")]})
    assert (kids(keys.signature), kids(keys.encryption)) == (["good"], [])
    with pytest.raises(KeySetError):
        client_keys({"keys": [spoilt]})


@pytest.mark.parametrize(
    ("entries", "alg", "kid"),
    [
        ([public(kid="a"), public(kid="b", use="enc")], "ECDH-ES", "b"),
        ([public(kid="a"), public(kid="b")], "ECDH-ES", "a"),
        ([public(kid="a", alg="ECDH-ES"), public(kid="b", alg="ECDH-ES+A256KW")], "ECDH-ES+A256KW", "b"),
        ([public(kid="a", alg="ES256"), public(kid="b", use="sig")], "ECDH-ES", None),
        ([public(kid="a"), public(kid="b", key=RSA)], "RSA-OAEP", "b"),
        ([public(kid="a"), public(kid="b", key=RSA, alg="RSA-OAEP")], "RSA-OAEP-256", None),
        ([public(kid="a", key=X25519)], "ECDH-ES+A128KW", "a"),
        ([public(kid="a", key=RSA)], "RSA1_5", None),
    ],
)
def test_which_key_is_encrypted_to(entries, alg, kid):
    found = key_for(client_keys({"keys": entries}).encryption, alg)
    assert (None if found is None else found.get("kid")) == kid


def registered(**members):
    return accepted({"redirect_uris": ["https://rp.example.id/cb"]} | members, RULES)


@pytest.mark.parametrize("kind", Outgoing)
@pytest.mark.parametrize("alg", KEY_ALGORITHMS)
def test_the_content_encryption_has_a_default(kind, alg):
    told = registered(**{kind.key_member: alg}, jwks={"keys": [public(), public(key=RSA)]})
    assert told[kind.content_member] == "A128CBC-HS256"
    assert registered(**{kind.key_member: alg}, jwks_uri="https://rp.example.id/jwks")[kind.key_member] == alg


@pytest.mark.parametrize("kind", Outgoing)
@pytest.mark.parametrize(
    ("alg", "enc", "keys", "part"),
    [
        ("RSA1_5", None, [public(key=RSA)], "must be one of RSA-OAEP-256"),
        ("none", None, [public()], "must be one of"),
        (["ECDH-ES"], None, [public()], "must be one of"),
        ("dir", None, [public()], "only a digest is kept"),
        ("A128KW", None, [public()], "only a digest is kept"),
        ("PBES2-HS256+A128KW", None, [public()], "only a digest is kept"),
        (None, "A128GCM", [public()], "needs {}_encrypted_response_alg"),
        ("ECDH-ES", "A192GCM", [public()], "must be one of A128CBC-HS256"),
        ("ECDH-ES", None, None, "needs jwks or jwks_uri"),
        ("ECDH-ES", None, [public(use="sig")], "needs a key of its kind"),
        ("ECDH-ES", None, [public(key=RSA)], "needs a key of its kind"),
        ("RSA-OAEP", None, [public()], "needs a key of its kind"),
    ],
)
def test_what_cannot_be_registered(kind, alg, enc, keys, part):
    given = {kind.key_member: alg, kind.content_member: enc, "jwks": keys and {"keys": keys}}
    with pytest.raises(BodyError) as refused:
        registered(**given)
    assert refused.value.error == "invalid_client_metadata"
    assert part.format(kind) in refused.value.description
    assert kind in refused.value.description


def test_a_client_that_signs_its_assertions_has_a_key_for_that():
    with pytest.raises(BodyError):
        registered(token_endpoint_auth_method="private_key_jwt", jwks={"keys": [public(use="enc")]})
