"""Request objects: a good one speaks for its client, no mutation of it does, and nothing of a refused one is used."""

import json
from dataclasses import replace

import pytest
from joserfc import jwt

from core.clock import to_epoch
from oidc.parameters import read
from oidc.request_objects import ObjectRefusedError, registered_address, unfolded
from tests.oidc.test_assertions import ALL, EC, KEYS, OKP, RSA, raw
from tests.oidc.worlds import NOW, client, pairs

ISSUER = "https://op.example.id"
AT = to_epoch(NOW)
INSIDE = {"client_id": "client-1", "iss": "client-1", "aud": ISSUER, "exp": AT + 300, "nbf": AT - 5, "state": "inside",
          "scope": "openid", "max_age": 60, "claims": {"userinfo": {"name": None}}}  # fmt: skip
CLIENT = client("core")
STRICT = client(profile="core")
STRICT = replace(STRICT, profile=replace(STRICT.profile, strict_objects=True))


def made(changes=None, header=None, key=EC, alg="ES256"):
    kept = {name: value for name, value in (INSIDE | (changes or {})).items() if value != "absent"}
    return jwt.encode({"alg": alg, "kid": key.kid} | (header or {}), kept, key, registry=ALL)


def unfold(token, of=CLIENT, **outside):
    return unfolded(read(pairs(**outside)), of, token, KEYS, ISSUER, NOW)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("key", "alg"), [(EC, "ES256"), (RSA, "RS256"), (RSA, "PS256"), (OKP, "EdDSA")])
def test_what_stands_inside_overrides_what_stands_outside(key, alg):
    found = unfold(made(key=key, alg=alg), state="outside", nonce="n")
    assert (found.get("state"), found.get("nonce")) == ("inside", "n")
    assert found.get("max_age") == "60"
    assert json.loads(found.get("claims")) == {"userinfo": {"name": None}}
    assert not {"iss", "aud", "exp", "nbf"} & found.values.keys()


def test_a_strict_profile_reads_nothing_outside():
    found = unfold(made(), of=STRICT, nonce="n")
    assert found.values.keys() == {"client_id", "state", "scope", "max_age", "claims"}


@pytest.mark.parametrize(
    ("changes", "of"),
    [
        ({"iss": "client-2"}, CLIENT),
        ({"aud": "https://other.example"}, CLIENT),
        ({"client_id": "client-2"}, CLIENT),
        ({"sub": "client-1"}, CLIENT),
        ({"request": "x"}, CLIENT),
        ({"request_uri": "https://rp.example.id/r"}, CLIENT),
        ({"exp": AT}, CLIENT),
        ({"exp": "soon"}, CLIENT),
        ({"exp": True}, CLIENT),
        ({"nbf": AT + 11}, CLIENT),
        ({"scope": 1.5}, CLIENT),
        ({"prompt": True}, CLIENT),
        ({"iss": "absent"}, STRICT),
        ({"aud": "absent"}, STRICT),
        ({"exp": "absent"}, STRICT),
        ({"nbf": "absent"}, STRICT),
        ({"nbf": AT - 3601}, STRICT),
        ({"exp": AT + 3601}, STRICT),
    ],
)
def test_an_object_of_another_purpose_maker_or_time_is_refused(changes, of):
    with pytest.raises(ObjectRefusedError) as refused:
        unfold(made(changes), of=of)
    assert refused.value.refusal.error == "invalid_request_object"


def test_loose_profiles_ask_neither_maker_nor_time():
    token = made(dict.fromkeys(("iss", "aud", "exp", "nbf"), "absent"))
    assert unfold(token).get("state") == "inside"
    assert unfold(made({"aud": [ISSUER, "https://other.example"]})).get("state") == "inside"
    assert unfold(made({"nbf": AT + 10})).get("state") == "inside"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("token", "error"),
    [
        (raw('{"alg":"none"}', json.dumps(INSIDE), b""), "invalid_request_object"),
        ("e30.e30", "invalid_request_object"),
        ("", "invalid_request_object"),
        (made(header={"typ": "client-authentication+jwt"}), "invalid_request_object"),
        (made(header={"kid": "other"}), "invalid_request_object"),
        (made(key=RSA, alg="RS384"), "invalid_request_object"),
        (made()[:-3] + "AAA", "invalid_request_object"),
        (raw('{"alg":"ES256","alg":"none"}', json.dumps(INSIDE)), "invalid_request_object"),
    ],
)
def test_a_bad_signature_carries_nothing(token, error):
    with pytest.raises(ObjectRefusedError) as refused:
        unfold(token)
    assert refused.value.refusal.error == error


def test_the_algorithm_that_was_registered_is_the_only_one():
    chosen = client("core", request_object_signing_alg="PS256")
    with pytest.raises(ObjectRefusedError):
        unfold(made(), of=chosen)


def test_only_registered_addresses_are_fetched_whatever_their_fragment():
    of = client(request_uris=["https://rp.example.id/r#v1", "https://rp.example.id/s"])
    assert registered_address(of, "https://rp.example.id/r") == "https://rp.example.id/r#v1"
    assert registered_address(of, "https://rp.example.id/r#v2") == "https://rp.example.id/r#v1"
    assert registered_address(of, "https://rp.example.id/s#x") == "https://rp.example.id/s"
    assert registered_address(of, "https://rp.example.id/t") is None
    assert registered_address(of, "https://rp.example.id/r?x=1") is None
