"""Proof of possession: a good proof passes once, no mutation does, and a bound token is nothing without its key."""

from datetime import timedelta

import pytest
from joserfc.jwk import OctKey, RSAKey

from oidc.dpop.proofs import ProofRefusedError, verified
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.proving import Holder
from tests.oidc.test_assertions import raw
from tests.oidc.test_endpoints import CALLBACK, VERIFIER, Party
from tests.oidc.test_pushing import by_handle, told_after
from tests.oidc.worlds import NOW
from tests.town import ISSUER

URL = "https://op.example.id/token"
HOLDER = Holder(lambda: NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"htm": "GET"},
        {"htm": None},
        {"htu": "https://op.example.id/userinfo"},
        {"htu": "http://op.example.id/token"},
        {"htu": "https://op.example.id:8443/token"},
        {"htu": "https://op.example.id.evil.test/token"},
        {"htu": None},
        {"htu": 5},
        {"htu": "https://op.example.id:x/token"},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 256},
        {"iat": None},
        {"iat": "now"},
        {"iat": True},
        {"iat": int(NOW.timestamp()) - 61},
        {"iat": int(NOW.timestamp()) + 11},
        {"exp": int(NOW.timestamp()) - 10},
        {"nbf": int(NOW.timestamp()) + 11},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": None}},
        {"header": {"jwk": None}},
        {"header": {"jwk": HOLDER.key.as_dict(private=True)}},
        {"header": {"jwk": Holder(None).key.as_dict(private=False)}},
        {"header": {"jwk": OctKey.generate_key(256).as_dict(private=True)}},
    ],
)
def test_no_mutation_of_a_proof_passes(changes):
    with pytest.raises(ProofRefusedError):
        verified(HOLDER.proof("POST", URL, **changes), "POST", URL, NOW)


@pytest.mark.parametrize(
    "token", ["", "x", "e30.e30", raw('{"typ":"dpop+jwt","alg":"ES256","jwk":"x"}', "{}"), raw("[]", "{}")]
)
def test_what_is_no_proof_at_all_is_refused(token):
    with pytest.raises(ProofRefusedError):
        verified(token, "POST", URL, NOW)


@pytest.mark.filterwarnings("ignore")
def test_a_short_or_symmetric_key_proves_nothing():
    weak = Holder(lambda: NOW, RSAKey.generate_key(1024))
    shared = Holder(lambda: NOW, OctKey.generate_key(256))
    for holder, alg in ((weak, "PS256"), (shared, "HS256")):
        with pytest.raises(ProofRefusedError):
            verified(holder.proof("POST", URL, alg=alg), "POST", URL, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"htu": URL + "?a=1#b"},
        {"htu": "HTTPS://OP.example.id:443/token"},
        {"iat": int(NOW.timestamp()) - 10},
        {"iat": int(NOW.timestamp()) + 10},
        {"nbf": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 60},
        {"header": {"typ": "DPoP+JWT"}},
    ],
)
def test_what_may_differ_may_differ(changes):
    proof = verified(HOLDER.proof("POST", URL, **changes), "POST", URL, NOW)
    assert proof.thumbprint == HOLDER.thumbprint
    assert proof.expires_at >= NOW + timedelta(seconds=60)


class Bound(Party):
    """A client that proves a key at the token endpoint and at UserInfo."""

    def __init__(self, town, **metadata):
        super().__init__(town, **metadata)
        self.holder = Holder(town.clock)

    def token(self, proof=None, **form):
        auth = (self.id, self.secret) if self.secret else None
        if auth is None:
            form["client_id"] = self.id
        headers = {"DPoP": proof or self.holder.proof("POST", ISSUER + "/token")}
        return self.http.post("/token", data=form, auth=auth, headers=headers, base_url=ISSUER)

    def claims(self, token, scheme="DPoP", proof=None):
        headers = {"Authorization": f"{scheme} {token}"}
        if proof != "":
            headers["DPoP"] = proof or self.holder.proof("GET", ISSUER + "/userinfo", token)
        return self.http.get("/userinfo", headers=headers, base_url=ISSUER)


def signed_in(town, party, **changes):
    browser = open_account(town, identity=SITI)
    browser.get(party.url(scope="openid profile offline_access", **changes))
    return party.tokens(answer(browser, fields=["full_name"]))


def test_a_bound_token_opens_for_its_key_alone(on_both, town):
    party = Bound(town, dpop_bound_access_tokens=True)
    tokens = signed_in(town, party)
    assert tokens["token_type"] == "DPoP"
    access = tokens["access_token"]
    assert party.claims(access).json["name"] == "SITI AMINAH"
    assert party.claims(access, scheme="dpop").status_code == 200, "scheme names know no case"
    once = party.holder.proof("GET", ISSUER + "/userinfo", access)
    assert party.claims(access, proof=once).status_code == 200
    stranger = Holder(town.clock)
    for scheme, proof, error in (
        ("Bearer", None, "invalid_token"),
        ("Bearer", "", "invalid_token"),
        ("DPoP", "", "invalid_dpop_proof"),
        ("DPoP", once, "invalid_dpop_proof"),
        ("DPoP", party.holder.proof("GET", ISSUER + "/userinfo"), "invalid_dpop_proof"),
        ("DPoP", party.holder.proof("POST", ISSUER + "/userinfo", access), "invalid_dpop_proof"),
        ("DPoP", party.holder.proof("GET", ISSUER + "/userinfo", "other"), "invalid_dpop_proof"),
        ("DPoP", stranger.proof("GET", ISSUER + "/userinfo", access), "invalid_token"),
    ):
        told = party.claims(access, scheme, proof)
        assert (told.status_code, told.json["error"]) == (401, error), (scheme, proof)
        assert told.headers["WWW-Authenticate"].startswith("DPoP ")
    facts = party.http.post("/introspect", data={"token": access}, auth=(party.id, party.secret), base_url=ISSUER).json
    assert (facts["token_type"], facts["cnf"]) == ("DPoP", {"jkt": party.holder.thumbprint})
    town.check_ledger()


def test_an_unbound_token_is_not_shown_as_a_bound_one(town):
    party = Bound(town)
    plain = Party.token
    browser = open_account(town, identity=SITI)
    browser.get(party.url())
    code = told_after(answer(browser, fields=["full_name"]))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    access = plain(party, **form).json["access_token"]
    assert party.claims(access, "Bearer", "").status_code == 200
    assert party.claims(access).json["error"] == "invalid_token"


def test_a_confidential_client_keeps_its_refresh_token_and_may_change_its_key(town):
    party = Bound(town, dpop_bound_access_tokens=True)
    tokens = signed_in(town, party)
    for _ in range(3):
        party.holder = Holder(town.clock)
        fresh = party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json
        assert "refresh_token" not in fresh
        assert party.claims(fresh["access_token"]).status_code == 200


def test_a_public_clients_refresh_token_is_bound_and_rotated(town):
    party = Bound(town, token_endpoint_auth_method="none")
    tokens = signed_in(town, party)
    own, party.holder = party.holder, Holder(town.clock)
    stolen = party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert stolen.json["error"] == "invalid_grant"
    assert own.thumbprint != party.holder.thumbprint


def test_a_key_is_required_where_it_was_registered_and_a_proof_is_good_once(town):
    party = Bound(town, dpop_bound_access_tokens=True)
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    told = Party.token(party, **form)
    assert (told.status_code, told.json["error"]) == (400, "invalid_request")
    proof = party.holder.proof("POST", ISSUER + "/token")
    assert party.token(proof, **form).json["error"] == "invalid_grant"
    assert party.token(proof, **form).json["error"] == "invalid_dpop_proof"
    assert party.token("e30.e30.e30", **form).json["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize("way", ["parameter", "proof"])
def test_a_code_can_be_bound_before_it_is_given(town, way):
    party = Bound(town)
    own = party.holder
    form = party.query(client_id=None) | ({"dpop_jkt": own.thumbprint} if way == "parameter" else {})
    headers = {} if way == "parameter" else {"DPoP": own.proof("POST", ISSUER + "/par")}
    told = party.http.post("/par", data=form, auth=(party.id, party.secret), headers=headers, base_url=ISSUER)
    browser = open_account(town, identity=SITI)
    browser.get(by_handle(party, told))
    code = told_after(answer(browser, fields=["full_name"]))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    party.holder = Holder(town.clock)
    assert party.token(**form).json["error"] == "invalid_grant"


def test_two_keys_for_one_code_are_a_mistake(town):
    party = Bound(town)
    headers = {"DPoP": party.holder.proof("POST", ISSUER + "/par")}
    form = party.query(client_id=None) | {"dpop_jkt": Holder(town.clock).thumbprint}
    told = party.http.post("/par", data=form, auth=(party.id, party.secret), headers=headers, base_url=ISSUER)
    assert (told.status_code, told.json["error"]) == (400, "invalid_dpop_proof")
    form["dpop_jkt"] = "short"
    told = party.http.post("/par", data=form, auth=(party.id, party.secret), base_url=ISSUER)
    assert told.json["error"] == "invalid_request"
