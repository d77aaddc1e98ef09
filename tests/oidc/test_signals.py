"""A consent ends or rests: its service hears of it by a signed event, pushed or polled, and says what it deleted."""

# ruff: noqa: F811 - the fixtures are those of the other tests that have a receiver
import pytest
from joserfc import jwt

from oidc.signals.events import Kind
from tests.journeys.story import SITI, open_account, sign_in
from tests.oidc.test_backchannel import hall, receiver, turn, verified, visit  # noqa: F401 - fixtures
from tests.oidc.test_endpoints import Party, press
from tests.town import ISSUER, PASSWORD
from tests.web.desk import at_the_desk
from web import outward

LAW = "UU 43/2009 Pasal 48"
OWN = ["authorization_code", "refresh_token", "client_credentials"]


class Hearer(Party):
    """A client that asks about events and deletions, by its secret or by a token of its own."""

    def ask(self, path: str, body=None, token: str | None = None):
        shown = {"headers": {"Authorization": f"Bearer {token}"}} if token else {"auth": (self.id, self.secret)}
        if body is None:
            return self.http.get(path, base_url=ISSUER, **shown)
        return self.http.post(path, json=body, base_url=ISSUER, **shown)

    def polled(self, **body) -> list[dict]:
        answer = self.ask("/api/events", body)
        assert answer.status_code == 200, answer.text
        return [verified(self.town, token) for token in answer.json["sets"].values()]


@pytest.fixture
def browser(hall):
    return open_account(hall, identity=SITI)


def withdraw(browser) -> None:
    browser.get("/consents")
    browser.get(browser.here.link("withdraw"))
    browser.confirm("withdraw")


def read_and_withdraw(party, browser) -> dict:
    tokens = visit(browser, party)
    party.userinfo(tokens["access_token"])
    withdraw(browser)
    return tokens


def told(token: jwt.Token) -> tuple[str, dict]:
    ((kind, event),) = token.claims["events"].items()
    return kind, event


def test_a_pushed_event_is_signed_names_the_request_and_no_value(hall, receiver, browser, on_both):
    party = Hearer(hall, consent_events_uri=receiver.address("/ended"))
    known = verified(hall, read_and_withdraw(party, browser)["id_token"]).claims
    turn(hall)
    (sent,) = receiver.posted["/ended"]
    token = verified(hall, sent)
    assert token.header["typ"] == "secevent+jwt"
    assert token.claims.keys() == {"iss", "aud", "iat", "jti", "sub_id", "events"}
    assert (token.claims["iss"], token.claims["aud"]) == (ISSUER, party.id)
    assert token.claims["sub_id"] == {"format": "iss_sub", "iss": ISSUER, "sub": known["sub"]}
    kind, event = told(token)
    assert (kind, event["purpose"], event["fields"]) == (Kind.WITHDRAWN, "sign-in", ["full_name"])
    assert event["deletion"]["answer_by"] - token.claims["iat"] == 72 * 3600
    assert "SITI" not in str(token.claims)
    turn(hall)
    assert len(receiver.posted["/ended"]) == 1 and party.polled() == [], "what was pushed is not polled again"
    hall.check_ledger()


def test_the_citizen_the_desks_and_the_public_see_the_clock_run_and_stop(hall, receiver, browser):
    party = Hearer(hall, consent_events_uri=receiver.address("/ended"))
    read_and_withdraw(party, browser)
    turn(hall)
    assert "sisa 72 jam" in browser.get("/consents").text
    hall.clock.advance(hours=73)
    browser = sign_in(hall, "warga@contoh.id", PASSWORD)
    assert "sudah lewat 1 jam" in browser.get("/consents").text
    desk = at_the_desk(hall, "dpo").get("/desk/protection").text
    assert "Layanan yang belum menjawab permintaan penghapusan: 1" in desk and "lewat 1 jam" in desk
    assert "Permintaan penghapusan kepada layanan" in at_the_desk(hall, "auditor").get("/desk/auditor").text
    public = hall.browser().get("/services").text
    assert "Terlambat: kurang dari 5" in public and "Layanan uji" in public
    (request,) = party.ask("/api/deletions").json["requests"]
    assert request["overdue"] is True
    answered = party.ask(f"/api/deletions/{request['request']}", {"answer": "deleted"})
    assert answered.status_code == 200 and answered.json["entry"] > 0, answered.text
    assert "sudah menghapus data" in browser.get("/consents").text
    hall.app.extensions.pop("sekali.directory")
    assert "Layanan uji" not in hall.browser().get("/services").text, "an unverified one stands there while it is late"
    bodies = hall.check_ledger()
    assert "deletion.done" in {body["type"] for body in bodies}


def test_who_named_no_address_polls_and_acknowledges(hall, browser):
    party = Hearer(hall)
    read_and_withdraw(party, browser)
    turn(hall)
    (first,) = party.polled()
    (again,) = party.polled(maxEvents=1)
    assert first.claims == again.claims, "until it is acknowledged, with the same jti"
    (request,) = party.ask("/api/deletions").json["requests"]
    assert party.polled(ack=[first.claims["jti"]]) == [] == party.polled()
    desk = at_the_desk(hall, "dpo").get("/desk/protection").text
    assert "belum" not in desk.split("Diterima layanan")[-1].split("Catat permintaan")[0]
    assert request["request"] == told(first)[1]["deletion"]["request"]


def test_what_a_client_refuses_is_not_told_again_and_nobody_takes_anothers(hall, browser):
    party, other = Hearer(hall), Hearer(hall)
    read_and_withdraw(party, browser)
    turn(hall)
    (event,) = party.polled()
    jti = event.claims["jti"]
    assert other.polled(ack=[jti]) == [] and len(party.polled()) == 1
    assert party.polled(setErrs={jti: {"err": "invalid_request", "description": "x"}}) == [] == party.polled()


def test_events_come_in_their_order_and_in_portions(hall, browser):
    party = Hearer(hall)
    read_and_withdraw(party, browser)
    hall.clock.advance(seconds=1)
    read_and_withdraw(party, browser)
    turn(hall)
    portion = party.ask("/api/events", {"maxEvents": 1}).json
    assert len(portion["sets"]) == 1 and portion["moreAvailable"] is True
    times = [event.claims["iat"] for event in party.polled()]
    assert times == sorted(times) and len(times) == 2
    assert party.ask("/api/events", {"maxEvents": 0}).json == {"sets": {}, "moreAvailable": True}


def test_freezing_and_freeing_are_told_and_ask_for_no_deletion(hall, browser):
    party = Hearer(hall)
    party.userinfo(visit(browser, party)["access_token"])
    browser.get("/rights/freeze")
    press(browser, "/rights/freeze")
    turn(hall)
    ((kind, event),) = map(told, party.polled())
    assert (kind, "deletion" in event) == (Kind.FROZEN, False)
    assert party.ask("/api/deletions").json == {"requests": [], "more": False}


def test_freezing_one_service_is_told_to_it_and_to_no_other(hall, browser):
    party, other = Hearer(hall), Hearer(hall)
    for one in (party, other):
        visit(browser, one)
    browser.get("/consents")
    browser.get(browser.here.link("/freeze"))
    press(browser, browser.here.target(browser.here.form_to("freeze")).removeprefix(ISSUER))
    turn(hall)
    told_of = [[told(event)[0] for event in one.polled()] for one in (party, other)]
    assert sorted(told_of) == [[], [Kind.FROZEN]]


def test_a_token_of_the_clients_own_opens_the_same_doors_and_a_citizens_does_not(hall, browser):
    party = Hearer(hall, grant_types=OWN)
    tokens = read_and_withdraw(party, browser)
    turn(hall)
    own = party.token(grant_type="client_credentials").json["access_token"]
    assert len(party.ask("/api/events", {}, own).json["sets"]) == 1
    assert len(party.ask("/api/deletions", token=own).json["requests"]) == 1
    assert party.ask("/api/events", {}, tokens["access_token"]).status_code == 401
    refused = party.http.post("/api/events", json={}, base_url=ISSUER)
    assert (refused.status_code, refused.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "body",
    [[], {"maxEvents": -1}, {"maxEvents": True}, {"ack": "x"}, {"ack": [1]}, {"ack": ["x" * 37]}, {"setErrs": []}, {"setErrs": {"a": {}}}],
)  # fmt: skip
def test_a_poll_that_cannot_be_read_is_refused(town, body):
    answer = Hearer(town).ask("/api/events", body)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_an_answer_must_be_one_and_is_given_once_by_its_service(hall, browser):
    party, other = Hearer(hall), Hearer(hall)
    read_and_withdraw(party, browser)
    (request,) = party.ask("/api/deletions").json["requests"]
    door = f"/api/deletions/{request['request']}"
    for wrong in (
        {},
        {"answer": "maybe"},
        {"answer": "legal_hold"},
        {"answer": "deleted", "basis": LAW},
        {"answer": "legal_hold", "basis": "x" * 301},
    ):
        assert party.ask(door, wrong).status_code == 400, wrong
    assert other.ask(door, {"answer": "deleted"}).status_code == 404
    held = party.ask(door, {"answer": "legal_hold", "basis": LAW})
    assert (held.status_code, held.json["basis"]) == (200, LAW)
    assert f"menurut hukum: {LAW}." in browser.get("/consents").text
    assert party.ask(door, {"answer": "legal_hold", "basis": LAW}).status_code == 409
    assert party.ask(door, {"answer": "deleted"}).status_code == 200
    assert party.ask(door, {"answer": "deleted"}).status_code == 409
    hall.check_ledger()


def test_a_service_that_is_away_is_told_later_and_can_still_poll(hall, receiver, browser, monkeypatch):
    monkeypatch.setattr(outward, "REST_SECONDS", 0.0)
    party = Hearer(hall, consent_events_uri=receiver.address("/ended"))
    receiver.answers["/ended"] = [503, 202]
    read_and_withdraw(party, browser)
    turn(hall)
    assert len(party.polled()) == 1
    hall.clock.advance(seconds=11)
    turn(hall)
    assert len(receiver.posted["/ended"]) == 2
    assert party.polled() == []


def test_the_way_of_telling_is_published(town):
    document = town.app.test_client().get("/.well-known/ssf-configuration", base_url=ISSUER).json
    assert document["issuer"] == ISSUER
    assert document["delivery_methods_supported"] == ["urn:ietf:rfc:8935", "urn:ietf:rfc:8936"]
    assert set(document["events_supported"]) == {kind.value for kind in Kind}
