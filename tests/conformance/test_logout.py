"""The modules of the plans RP-Initiated and Back-Channel: signed out is signed out, and only who is known is sent back to."""

import base64
import json
import time
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.conformance.driver import RSA, Client, Person, client
from tests.oidc.proving import ALL

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def party(house):
    return client(house, post_logout_redirect_uris=[house.service.address + "/out"])


@pytest.fixture
def visit(house, party):
    """A browser of its own that signed in, and its ID Token."""
    person = Person(house)
    tokens, _ = party.signs(person)
    return person, tokens["id_token"]


def out(person, **query):
    return person.get("/end-session?" + urlencode(query))


def is_over(person, party) -> bool:
    return party.asked(person, prompt="none").get("error") == "login_required"


def bent(token: str, key=None) -> str:
    """The same claims signed by a stranger, or by nobody."""
    middle = token.split(".")[1]
    if key is None:
        head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
        return f"{head}.{middle}."
    return jwt.encode({"alg": "RS256"}, json.loads(base64.urlsafe_b64decode(middle + "==")), key, registry=ALL)


def test_discovery(house) -> None:
    told = house.discovered
    assert told["end_session_endpoint"].startswith("https://")
    assert told["backchannel_logout_supported"] is True
    assert told["backchannel_logout_session_supported"] is True


@pytest.mark.parametrize("state", ["s 1", None])
def test_logout(house, party, visit, state) -> None:
    person, hint = visit
    where = house.service.address + "/out"
    assert not is_over(person, party)
    out(person, id_token_hint=hint, post_logout_redirect_uri=where, **({"state": state} if state else {}))
    assert person.left_to == where + ("?state=s+1" if state else "")
    assert is_over(person, party)


def test_no_post_logout_redirect_uri(party, visit) -> None:
    person, hint = visit
    page = out(person, id_token_hint=hint, state="s")
    assert (page.status, person.left_to) == (200, None)
    assert is_over(person, party)


@pytest.mark.parametrize(
    "case", ["no-hint", "no-params", "only-state", "bad-uri", "query-added", "unsigned", "foreign"]
)
def test_what_asks_first(house, party, visit, case) -> None:
    person, hint = visit
    where = house.service.address + "/out"
    good = {"id_token_hint": hint, "post_logout_redirect_uri": where, "state": "s"}
    sent = {
        "no-hint": {"post_logout_redirect_uri": where, "state": "s"},
        "no-params": {},
        "only-state": {"state": "s"},
        "bad-uri": good | {"post_logout_redirect_uri": where + "/other"},
        "query-added": good | {"post_logout_redirect_uri": where + "?foo=bar"},
        "unsigned": good | {"id_token_hint": bent(hint)},
        "foreign": good | {"id_token_hint": bent(hint, RSA)},
    }[case]
    page = out(person, **sent)
    assert person.left_to is None
    if case in ("bad-uri", "query-added"):
        assert page.status == 400
        return
    assert page.status == 200
    person.press("/end-session/confirm")
    assert person.left_to is None
    assert is_over(person, party)


def test_backchannel_rp_initiated_logout(house) -> None:
    party = Client(
        house, backchannel_logout_uri=house.service.address + "/back", backchannel_logout_session_required=True,
        post_logout_redirect_uris=[house.service.address + "/out"],
    )  # fmt: skip
    person = Person(house)
    tokens, known = party.signs(person)
    out(person, id_token_hint=tokens["id_token"], post_logout_redirect_uri=house.service.address + "/out")
    [posted] = house.service.wait_for("/back")
    assert posted.keys() == {"logout_token"}
    read = jwt.decode(posted["logout_token"], KeySet.import_key_set({"keys": house.published()}), algorithms=["RS256"])
    claims, now = read.claims, time.time()
    assert (claims["iss"], claims["aud"]) == (house.issuer, party.id)
    assert (claims["sid"], claims["sub"]) == (known["sid"], known["sub"])
    assert claims["jti"] and claims["iat"] <= now + 5 and now < claims["exp"]
    assert claims["events"] == {EVENT: {}}
    assert "nonce" not in claims
    assert read.header["typ"] == "logout+jwt"
    assert is_over(person, party)
