"""S4: 63 ways to bend a JWT, at every input that reads one; a bent token is refused by the same words as a missing one."""

import uuid
from dataclasses import replace

import pytest

from core.clock import to_epoch
from tests.advisories.conftest import KEYS, WEB
from tests.advisories.jose import KIDS, MUTATIONS, Draft
from tests.oidc.proving import Holder
from tests.oidc.test_assertions import EC
from tests.oidc.test_endpoints import Party
from tests.town import ISSUER

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture(scope="module")
def prover(suite):
    """A client that proves itself by assertions."""
    return Party(suite, redirect_uris=[WEB], token_endpoint_auth_method="private_key_jwt", jwks=KEYS,
                 grant_types=["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"])  # fmt: skip


def assertion(party):
    at = to_epoch(party.town.clock())
    claims = {"iss": party.id, "sub": party.id, "aud": ISSUER, "jti": str(uuid.uuid4()), "exp": at + 60, "iat": at}
    return Draft({"alg": "ES256", "kid": EC.kid, "typ": "JWT"}, claims, EC)


def by_assertion(path, form):
    def send(party, token):
        proved = {"client_assertion": token, "client_assertion_type": ASSERTION}
        told = party.http.post(path, data=form(party) | proved, base_url=ISSUER)
        # The client's name stands in the claims; where they cannot be read, the request names no client.
        assert told.status_code < 500
        return None if told.status_code == 401 and told.json["error"] == "invalid_client" else told

    return send


def request_object(party):
    at = to_epoch(party.town.clock())
    inside = party.query(redirect_uri=WEB) | {"iss": party.id, "aud": ISSUER, "exp": at + 60, "nbf": at}
    return Draft({"alg": "ES256", "kid": EC.kid, "typ": "oauth-authz-req+jwt"}, inside, EC)


def as_object(party, token):
    query = {"client_id": party.id, "redirect_uri": WEB, "response_type": "code", "scope": "openid", "request": token}
    told = party.http.get("/authorize", query_string=query, base_url=ISSUER)
    assert told.status_code < 500
    return None if "error=invalid_request" in told.headers.get("Location", "") else told


def proof(party):
    holder = Holder(party.town.clock, EC)
    claims = {"jti": str(uuid.uuid4()), "htm": "POST", "htu": ISSUER + "/token", "iat": to_epoch(party.town.clock())}
    return Draft({"typ": "dpop+jwt", "alg": "ES256", "jwk": holder.key.as_dict(private=False)}, claims, EC)


def as_proof(party, token):
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    told = party.http.post("/token", data=form, auth=(party.id, party.secret), headers={"DPoP": token}, base_url=ISSUER)
    assert told.status_code < 500
    return None if told.json["error"] == "invalid_dpop_proof" else told


def hint(party):
    at = to_epoch(party.town.clock())
    claims = {"iss": ISSUER, "aud": party.id, "sub": "x", "exp": at + 60, "iat": at}
    keys = party.town.keys
    kid = keys.public_jwks(["ES256"])["keys"][0]["kid"]
    return Draft({"alg": "ES256", "kid": kid, "typ": "JWT"}, claims, keys._tokens._published[kid][1])


def as_hint(party, token):
    query = {"id_token_hint": token, "post_logout_redirect_uri": WEB}
    told = party.http.get("/end-session", query_string=query, base_url=ISSUER)
    assert told.status_code < 500
    return told if "Location" in told.headers else None


def _no_form(_party):
    return {"token": "x"}


INPUTS = {
    "assertion-at-token": (assertion, by_assertion("/token", lambda _: {"grant_type": "refresh_token", "refresh_token": "x"})),
    "assertion-at-par": (assertion, by_assertion("/par", lambda party: party.query(redirect_uri=WEB))),
    "assertion-at-introspect": (assertion, by_assertion("/introspect", _no_form)),
    "assertion-at-revoke": (assertion, by_assertion("/revoke", _no_form)),
    "assertion-at-device": (assertion, by_assertion("/device_authorization", lambda _: {"scope": "openid"})),
    "request-object": (request_object, as_object),
    "dpop-proof": (proof, as_proof),
    "id-token-hint": (hint, as_hint),
}  # fmt: skip


def its_party(name, prover, web_party):
    return prover if name.startswith("assertion") else web_party


@pytest.mark.parametrize("name", INPUTS)
def test_control_a_good_token_is_taken(prover, web_party, name):
    party = its_party(name, prover, web_party)
    draft, send = INPUTS[name]
    assert send(party, draft(party).token()) is not None


# A proof brings its key along and names none of ours; what only our own key can sign, nobody sends as a hint,
# whose `exp` is not read at all (RP-Initiated Logout 1.0, section 2).
APART = {
    "dpop-proof": KIDS.keys(),
    "id-token-hint": {name for name in MUTATIONS if name.startswith(("crit-of", "crit-empty", "exp-", "nbf-")) or name.endswith("member-twice")},
}  # fmt: skip
BENT = [(name, mutation) for name in INPUTS for mutation in MUTATIONS if mutation not in APART.get(name, ())]


@pytest.mark.parametrize(("name", "mutation"), BENT)
def test_a_bent_token_is_none(prover, web_party, name, mutation):
    party = its_party(name, prover, web_party)
    draft, send = INPUTS[name]
    taken = send(party, MUTATIONS[mutation](draft(party)))
    assert taken is None, (taken.status_code, taken.headers.get("Location"), taken.get_data(as_text=True)[:300])


# Claims that are wrong for one input; "absent" removes the claim. Times are seconds from now.
PAST, SOON, FAR = -120, 120, 400 * 24 * 3600
AUDIENCES = {
    "aud-list": [ISSUER], "aud-list-of-two": [ISSUER, "https://other.test"], "aud-token-endpoint": ISSUER + "/token",
    "aud-par-endpoint": ISSUER + "/par", "aud-with-slash": ISSUER + "/", "aud-other": "https://other.test", "aud-empty": "", "aud-absent": "absent",
}  # fmt: skip
CLAIMS = {
    "assertion": {
        **{name: {"aud": value} for name, value in AUDIENCES.items()},
        "sub-is-not-iss": {"sub": "another"}, "iss-is-another": {"iss": "another"}, "jti-absent": {"jti": "absent"}, "jti-long": {"jti": "x" * 256},
        "exp-past": {"exp": PAST}, "exp-absent": {"exp": "absent"}, "exp-far": {"exp": FAR}, "nbf-soon": {"nbf": SOON}, "iat-soon": {"iat": SOON},
    },
    "request-object": {
        "aud-other": {"aud": "https://other.test"}, "iss-is-another": {"iss": "another"}, "client-is-another": {"client_id": "another"},
        "exp-past": {"exp": PAST}, "nbf-soon": {"nbf": SOON}, "holds-request": {"request": "e30.e30."}, "holds-request-uri": {"request_uri": "https://x.test"},
    },
    "dpop-proof": {
        "htm-other": {"htm": "GET"}, "htm-lower-case": {"htm": "post"}, "htu-other": {"htu": ISSUER + "/par"}, "htu-other-host": {"htu": "https://evil.test/token"},
        "jti-absent": {"jti": "absent"}, "jti-long": {"jti": "x" * 256}, "iat-past": {"iat": PAST}, "iat-soon": {"iat": SOON}, "iat-absent": {"iat": "absent"},
        "htm-absent": {"htm": "absent"}, "htu-absent": {"htu": "absent"}, "nbf-soon": {"nbf": SOON}, "exp-past": {"exp": PAST},
    },
    "id-token-hint": {"iss-is-another": {"iss": "https://other.test"}, "aud-other": {"aud": "another"}, "aud-list": {"aud": ["another"]}, "sub-absent": {"sub": "absent"}},
}  # fmt: skip


def claimed(draft, changes, now):
    moments = {
        name: now + value for name, value in changes.items() if name in {"exp", "nbf", "iat"} and value != "absent"
    }
    kept = draft.claims | changes | moments
    return replace(draft, claims={name: value for name, value in kept.items() if value != "absent"}).token()


CASES = [(name, case) for name in INPUTS for case in CLAIMS[name.partition("-at-")[0]]]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_claims_that_prove_nothing(prover, web_party, name, case):
    party = its_party(name, prover, web_party)
    draft, send = INPUTS[name]
    changes = CLAIMS[name.partition("-at-")[0]][case]
    assert send(party, claimed(draft(party), changes, to_epoch(party.town.clock()))) is None


@pytest.mark.parametrize("first", [name for name in INPUTS if name.startswith("assertion")])
@pytest.mark.parametrize("second", [name for name in INPUTS if name.startswith("assertion")])
def test_an_assertion_that_was_used_at_one_endpoint_is_used_at_all(prover, first, second):
    token = assertion(prover).token()
    assert INPUTS[first][1](prover, token) is not None
    assert INPUTS[second][1](prover, token) is None


def test_the_type_that_rfc_10070_names_is_taken(prover):
    draft = assertion(prover)
    token = draft.with_header(typ="client-authentication+jwt")
    assert INPUTS["assertion-at-token"][1](prover, token) is not None


def test_one_jti_under_two_keys_is_two_proofs(web_party):
    """Otherwise one client could use up the proofs of another (attesto, issue 18)."""
    first, second = proof(web_party), Holder(web_party.town.clock)
    assert as_proof(web_party, first.token()) is not None
    again = second.proof("POST", ISSUER + "/token", jti=first.claims["jti"])
    assert as_proof(web_party, again) is not None
    assert as_proof(web_party, first.token()) is None
