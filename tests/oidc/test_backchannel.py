"""Back-channel logout over real connections: who hears of the end of a sign-in, what, how often, and beside whom."""

from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select

from core.outbox import OutboxRow
from oidc.tables import CodeRow
from tests.accounts.people import NEW_PASSWORD, forget, sign_in
from tests.accounts.people import open_account as open_with_codes
from tests.conftest import build_town, leave
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.receivers import receiving
from tests.oidc.test_encrypted_journeys import KEYS, unsealed
from tests.oidc.test_endpoints import CALLBACK, Party, press
from tests.town import ISSUER, PASSWORD
from web import outward
from web.worker import Worker

NAME = "warga@contoh.id"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


@pytest.fixture
def hall(database_url, ring, capfd, receiver):
    """A town that may post to the receiver on this machine."""
    built = build_town(database_url, ring, outbound_hosts=(receiver.host,))
    built.worker = Worker(built.app)
    yield built
    receiver.release.set()
    built.worker.outward.close()
    leave(built, capfd)


def listening(hall, receiver, path="/logout", **metadata) -> Party:
    return Party(hall, backchannel_logout_uri=receiver.address(path), **metadata)


def visit(browser, party):
    """Go to a service and be given tokens."""
    browser.get(party.url())
    return party.tokens(browser.left_to or answer(browser, fields=["full_name"]))


def turn(hall) -> None:
    """One round of the worker, and everything that it sent is waited for."""
    with hall.app.app_context():
        hall.worker.deliver(hall.clock())
        while hall.worker.outward.begin():
            hall.worker.outward.settle()


def verified(hall, token: str) -> jwt.Token:
    keys = KeySet.import_key_set(hall.app.test_client().get("/jwks", base_url=ISSUER).json)
    return jwt.decode(token, keys, algorithms=["ES256", "RS256"])


def sign_out(browser) -> None:
    browser.get("/sign-out")
    press(browser, "/sign-out")


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_service_learns_of_the_end_by_a_token_that_it_can_verify(hall, on_both, receiver, algorithm) -> None:
    party = listening(hall, receiver, id_token_signed_response_alg=algorithm)
    browser = open_account(hall, identity=SITI)
    hint = visit(browser, party)["id_token"]
    known = verified(hall, hint).claims
    turn(hall)
    assert not receiver.posted
    browser.get("/end-session?" + urlencode({"id_token_hint": hint}))
    turn(hall)
    (token,) = receiver.posted["/logout"]
    told = verified(hall, token)
    assert (told.header["alg"], told.header["typ"]) == (algorithm, "logout+jwt")
    assert told.claims.keys() == {"iss", "sub", "aud", "iat", "exp", "jti", "events", "sid"}
    assert {name: told.claims[name] for name in ("iss", "sub", "aud", "sid")} == {
        name: known[name] for name in ("iss", "sub", "aud", "sid")
    }
    assert told.claims["events"] == {EVENT: {}}
    assert told.claims["exp"] - told.claims["iat"] == 120
    turn(hall)
    assert len(receiver.posted["/logout"]) == 1


def test_who_has_its_id_tokens_encrypted_gets_logout_tokens_encrypted(hall, receiver) -> None:
    asks = {"id_token_encrypted_response_alg": "ECDH-ES+A256KW", "jwks": KEYS}
    party = listening(hall, receiver, **asks)
    keyless = listening(hall, receiver, "/keyless", **asks | {"jwks": None, "jwks_uri": receiver.address("/jwks")})
    browser = open_account(hall, identity=SITI)
    visit(browser, party)
    browser.get(keyless.url())
    answer(browser, fields=["full_name"])
    sign_out(browser)
    turn(hall)
    (token,) = receiver.posted["/logout"]
    outer = unsealed(token)
    assert outer.headers()["cty"] == "JWT"
    assert verified(hall, outer.plaintext).header["typ"] == "logout+jwt"
    assert not receiver.posted["/keyless"]
    with hall.reading() as session:
        reasons = set(session.scalars(select(OutboxRow.last_error).where(OutboxRow.kind == "logout.token")))
    assert reasons == {None, "no usable key to encrypt to"}


def test_only_the_services_of_this_sign_in_are_told(hall, on_both, receiver) -> None:
    here, elsewhere, deaf = listening(hall, receiver, "/here"), listening(hall, receiver, "/elsewhere"), Party(hall)
    listening(hall, receiver, "/never-visited")
    browser = open_account(hall, identity=SITI)
    visit(browser, here)
    visit(browser, deaf)
    other = sign_in(hall, NAME)
    visit(other, elsewhere)
    stranger = open_account(hall, "lain@contoh.id")
    visit(stranger, here)
    sign_out(browser)
    turn(hall)
    assert {path: len(told) for path, told in receiver.posted.items()} == {"/here": 1}


def press_own(browser, page):
    here = browser.get(page)
    form = next(form for form in here.forms if "language" not in form.action)
    browser.post(here.target(form), form.data())


def new_password(browser):
    browser.get("/account/password")
    browser.submit("present", {"present": PASSWORD, "password": NEW_PASSWORD})


WAYS = {
    "other devices": lambda _hall, other: press_own(other, "/account"),
    "new password": lambda _hall, other: new_password(other),
    "closing": lambda _hall, other: press_own(other, "/account/close"),
    "longest life": lambda hall, _other: hall.clock.advance(hours=12),
}


@pytest.mark.parametrize("way", WAYS)
def test_however_it_ends(hall, receiver, way) -> None:
    party = listening(hall, receiver)
    browser = open_account(hall, identity=SITI)
    visit(browser, party)
    WAYS[way](hall, sign_in(hall, NAME))
    with hall.app.app_context():
        hall.worker.clear(hall.clock())
    turn(hall)
    assert len(receiver.posted["/logout"]) == 1


def test_a_forgotten_password_ends_it_too(hall, receiver) -> None:
    siti = open_with_codes(hall)
    visit(siti.browser, listening(hall, receiver))
    forget(hall, NAME, siti.codes[0])
    turn(hall)
    assert len(receiver.posted["/logout"]) == 1


def test_a_failure_is_tried_again_with_a_fresh_token(hall, on_both, receiver, monkeypatch) -> None:
    monkeypatch.setattr(outward, "REST_SECONDS", 0.0)
    receiver.answers["/logout"] = [500, 302, 202, 204]
    browser = open_account(hall, identity=SITI)
    visit(browser, listening(hall, receiver))
    sign_out(browser)
    reasons = []
    for _ in range(6):
        turn(hall)
        with hall.reading() as session:
            row = session.scalars(select(OutboxRow).where(OutboxRow.kind == "logout.token")).one()
        reasons.append((row.state, row.last_error))
        hall.clock.advance(minutes=3)
    assert reasons[:4] == [
        ("waiting", "status 500"),
        ("waiting", "status 302"),
        ("waiting", "status 202"),
        ("done", None),
    ]
    claims = [verified(hall, token).claims for token in receiver.posted["/logout"]]
    assert len({one["jti"] for one in claims}) == 4
    assert [one["iat"] - claims[0]["iat"] for one in claims] == [0, 180, 360, 540]
    assert "/elsewhere" not in receiver.posted, "a redirect is not followed"


def test_who_refuses_it_is_not_asked_again_and_who_is_silent_for_an_hour_is_given_up(
    hall, receiver, monkeypatch
) -> None:
    monkeypatch.setattr(outward, "REST_SECONDS", 0.0)
    receiver.answers["/strict"] = [400]
    receiver.answers["/broken"] = [503] * 50
    browser = open_account(hall, identity=SITI)
    visit(browser, listening(hall, receiver, "/strict"))
    visit(browser, listening(hall, receiver, "/broken"))
    sign_out(browser)
    for _ in range(14):
        turn(hall)
        hall.clock.advance(minutes=6)
    with hall.reading() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "logout.token")).all()
    assert sorted((row.state, row.last_error, row.attempts == 1) for row in rows) == [
        ("dead", "status 400", True),
        ("dead", "status 503", False),
    ]
    assert len(receiver.posted["/strict"]) == 1
    assert 5 < len(receiver.posted["/broken"]) < 14


def test_a_service_that_hangs_holds_up_no_other(hall, on_both, receiver) -> None:
    browser = open_account(hall, identity=SITI)
    paths = ["/hang", *(f"/quick-{number}" for number in range(5))]
    for path in paths:
        visit(browser, listening(hall, receiver, path))
    sign_out(browser)
    with hall.app.app_context():
        hall.worker.deliver(hall.clock())
        hall.worker.outward.begin()
    receiver.wait_for(*paths)
    assert not receiver.release.is_set(), "the worker did not wait either"
    receiver.release.set()
    hall.worker.outward.settle()


def test_what_lies_in_the_outbox_names_nobody(hall, receiver) -> None:
    party = listening(hall, receiver)
    browser = open_account(hall, "warga-canary-mailbox@contoh.id", identity=SITI)
    visit(browser, party)
    sign_out(browser)
    turn(hall)
    with hall.reading() as session:
        told = {row.kind: row.payload for row in session.scalars(select(OutboxRow))}
    assert told["sign_in.ended"].keys() == {"sign_in"}
    assert told["logout.token"].keys() == {"receiver", "sign_in", "citizen"}
    assert all(len(value) == 36 for payload in told.values() for value in payload.values()), "ids only"


def test_a_service_is_told_long_after_its_tokens_were_over(hall, on_both, receiver) -> None:
    browser = open_account(hall, identity=SITI)
    visit(browser, listening(hall, receiver))

    def clear() -> int:
        with hall.app.app_context():
            hall.worker.clear(hall.clock())
        with hall.reading() as session:
            return len(session.scalars(select(CodeRow.id)).all())

    for _ in range(4):
        hall.clock.advance(minutes=25)
        browser.get("/profile")
        assert clear() == 1
    sign_out(browser)
    assert clear() == 1, "the worker may be late"
    turn(hall)
    assert len(receiver.posted["/logout"]) == 1
    hall.clock.advance(days=1, seconds=1)
    assert clear() == 0


def test_proving_anew_for_one_service_signs_nobody_out_of_another(hall, on_both, receiver) -> None:
    first, second = listening(hall, receiver, "/first"), listening(hall, receiver, "/second")
    browser = open_account(hall, identity=SITI)
    one = verified(hall, visit(browser, first)["id_token"]).claims["sid"]
    hall.clock.advance(minutes=5)
    browser.get(second.url(prompt="login"))
    browser.submit("password", {"identifier": NAME, "password": PASSWORD})
    two = verified(hall, second.tokens(browser.left_to or answer(browser))["id_token"]).claims["sid"]
    turn(hall)
    assert one != two
    assert not receiver.posted
    hall.clock.advance(minutes=5)
    sign_out(browser)
    turn(hall)
    told = {path: [verified(hall, token).claims["sid"] for token in tokens] for path, tokens in receiver.posted.items()}
    assert told == {"/first": [one], "/second": [two]}


def test_signing_out_of_one_service_after_a_pause_tells_the_others(hall, receiver) -> None:
    here, other = Party(hall), listening(hall, receiver)
    browser = open_account(hall, identity=SITI)
    hint = visit(browser, here)["id_token"]
    visit(browser, other)
    hall.clock.advance(minutes=45)
    query = {"id_token_hint": hint, "post_logout_redirect_uri": CALLBACK + "/out"}
    browser.get("/end-session?" + urlencode(query))
    assert browser.left_to == CALLBACK + "/out"
    turn(hall)
    assert len(receiver.posted["/logout"]) == 1


def test_a_logout_token_is_no_hint(hall, receiver) -> None:
    party = listening(hall, receiver)
    browser = open_account(hall, identity=SITI)
    visit(browser, party)
    sign_out(browser)
    turn(hall)
    browser = sign_in(hall, NAME)
    query = {"id_token_hint": receiver.posted["/logout"][0], "post_logout_redirect_uri": CALLBACK + "/out"}
    page = browser.get("/end-session?" + urlencode(query))
    assert browser.left_to is None
    assert "Keluar dari Sekali?" in page.text
