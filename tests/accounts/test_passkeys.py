"""Passkeys: made, used, renamed and removed over the pages, and every answer that proves nothing is refused."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from accounts.passkeys import ceremonies, store
from accounts.passkeys.ceremonies import Refused
from accounts.sign_ins import PASSKEY_ACR
from tests.accounts.at_once import at_once, twin
from tests.accounts.authenticators import BE, BS, UP, UV, Device, b64, unb64
from tests.accounts.people import forget, is_in, open_account, sign_in
from tests.journeys.racing import FEW
from tests.town import ISSUER


def options(page) -> dict:
    return json.loads(unescape(re.search(r'data-options="([^"]*)"', page.html)[1]))


def register(browser, device, name="HP saya"):
    asked = options(browser.get("/account/passkeys"))
    return browser.submit("answer", {"answer": json.dumps(device.make(asked)), "name": name})


def enter(town, device, browser=None, path="/sign-in", change=None):
    browser = browser or town.browser()
    answer = device.prove(options(browser.get(path)))
    if change:
        change(answer)
    browser.submit("answer", {"answer": json.dumps(answer)})
    return browser


@pytest.fixture
def siti(town):
    """A citizen with one passkey, and the device on which it lies."""
    opened, device = open_account(town), Device(ISSUER)
    assert "Kunci sandi sudah disimpan" in register(opened.browser, device).text
    return opened, device


def test_a_passkey_signs_in_without_a_name_and_without_a_password(town, on_both, siti):
    _, device = siti
    town.clock.advance(minutes=1)
    browser = enter(town, device)
    assert is_in(browser)
    page = browser.get("/account/passkeys")
    assert "HP saya" in page.text and "Terakhir dipakai" in page.text
    assert "Kunci sandi (passkey) baru ditambahkan." in browser.get("/account").text
    kinds = [body["type"] for body in town.check_ledger()]
    assert kinds.count("credentials.changed") == 1


def test_the_sign_in_says_by_what_it_was_proved(town, siti):
    from sqlalchemy import select

    from accounts.tables import SignInRow

    enter(town, siti[1])
    with town.reading() as session:
        rows = session.execute(select(SignInRow.acr, SignInRow.amr)).all()
    assert (PASSKEY_ACR, ["pop", "mfa"]) in [tuple(row) for row in rows]


def test_several_are_named_renamed_and_removed_and_the_password_is_always_a_way_in(town, siti):
    opened, first = siti
    second = Device(ISSUER)
    register(opened.browser, second, "  Laptop \n kantor ")
    page = opened.browser.get("/account/passkeys")
    assert "Laptop kantor" in page.text
    form = next(one for one in page.forms if one.has("name") and "/passkeys/" in one.action)
    page = opened.browser.post(page.target(form), form.filled({"name": "<b>HP</b> lama"}, ("deed", "rename")))
    assert "&lt;b&gt;HP&lt;/b&gt; lama" in page.html
    for _ in range(2):
        form = next(one for one in page.forms if one.has("name") and "/passkeys/" in one.action)
        page = opened.browser.post(page.target(form), form.filled({}, ("deed", "remove")))
    assert "Anda belum punya kunci sandi." in page.text
    assert not is_in(enter(town, first)) and not is_in(enter(town, second))
    assert is_in(sign_in(town, opened.number))


def test_nobody_touches_another_persons_passkey(town, siti):
    budi = open_account(town, "budi@contoh.id")
    page = siti[0].browser.get("/account/passkeys")
    action = next(one.action for one in page.forms if one.has("name") and "/passkeys/" in one.action)
    token = budi.browser.get("/account/passkeys").form("answer").filled({})
    token = [pair for pair in token if pair[0] == "form_token"]
    for deed in ("remove", "rename"):
        budi.browser.post(action, [*token, ("deed", deed), ("name", "milik Budi")])
    assert "HP saya" in siti[0].browser.get("/account/passkeys").text
    assert is_in(enter(town, siti[1]))


def test_a_device_that_is_registered_is_not_registered_for_somebody_else(town, siti):
    _, device = siti
    budi = open_account(town, "budi@contoh.id")
    assert register(budi.browser, device).status == 422
    asked = options(siti[0].browser.get("/account/passkeys"))
    assert asked["excludeCredentials"] == [{"type": "public-key", "id": b64(device.credential)}]
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"


def test_an_answer_is_taken_once(town, on_both, siti):
    browser = town.browser()
    page = browser.get("/sign-in")
    answer = json.dumps(siti[1].prove(options(page)))
    form = page.form("answer").filled({"answer": answer})
    assert browser.post("/sign-in/passkey", form).url.endswith("/profile")
    page = browser.post("/sign-in/passkey", form)
    assert page.status == 422 and "Kunci sandi tidak cocok" in page.text


def test_an_answer_holds_in_its_browser_on_its_errand_and_for_minutes(town, siti):
    _, device = siti
    here, there = town.browser(), town.browser()
    answer = json.dumps(device.prove(options(here.get("/sign-in"))))
    there.get("/sign-in")
    assert there.submit("answer", {"answer": answer}).status == 422
    here.get("/sign-in?return_to=accounts.account")
    assert here.submit("answer", {"answer": answer}).status == 422
    here.get("/sign-in")
    town.clock.advance(minutes=10, seconds=1)
    assert here.submit("answer", {"answer": answer}).status == 422


def test_a_challenge_for_registering_signs_nobody_in(town, siti):
    opened, device = siti
    answer = device.prove(options(opened.browser.get("/account/passkeys")))
    opened.browser.get("/sign-in")
    assert opened.browser.submit("answer", {"answer": json.dumps(answer)}).status == 422


def respond(**parts):
    def change(answer):
        for name, value in parts.items():
            answer["response"][name] = value(answer["response"][name]) if callable(value) else value

    return change


def flipped(text):
    data = bytearray(unb64(text))
    data[-1] ^= 1
    return b64(bytes(data))


REFUSED = {
    "another origin": {"origin": "https://sekali.evil.example"},
    "a longer host": {"origin": ISSUER + ".evil.example"},
    "https instead of http": {"origin": ISSUER.replace("http:", "https:")},
    "another site's id": {"rp_id": "evil.example"},
    "a parent's id": {"rp_id": "host"},
    "nobody was there": {"flags": UV},
    "the person was not verified": {"flags": UP},
    "synced all at once": {"flags": UP | UV | BE},
    "backed up without being able to": {"flags": UP | UV | BS},
    "inside a page of another site": {"cross_origin": True},
    "another person's handle": {"handle": b"somebody else"},
    "no handle": {"handle": b""},
    "a credential that nobody has": {"credential": bytes(32)},
}


def test_every_dishonest_device_is_refused_and_the_honest_one_is_not(town, siti):
    honest = siti[1]
    taken = [case for case, turned in REFUSED.items() if is_in(enter(town, replace(honest, **turned)))]
    assert taken == []
    assert is_in(enter(town, honest))


def top(**parts):
    return lambda answer: answer.update(parts)


TAMPERED = {
    "signature": respond(signature=flipped),
    "empty signature": respond(signature=""),
    "authenticator data": respond(authenticatorData=flipped),
    "short authenticator data": respond(authenticatorData=lambda text: b64(unb64(text)[:20])),
    "client data": respond(clientDataJSON=lambda text: b64(unb64(text) + b" ")),
    "client data no object": respond(clientDataJSON=b64(b"[]")),
    "a registration's type": respond(
        clientDataJSON=lambda text: b64(unb64(text).replace(b"webauthn.get", b"webauthn.create"))
    ),
    "id and rawId differ": top(id=b64(b"other")),
    "another kind": top(type="password"),
    "no response": top(response=None),
    "handle no text": respond(userHandle=7),
}


def test_every_tampered_answer_is_refused_and_the_untouched_one_is_not(town, siti):
    seen = {case: enter(town, siti[1], change=change) for case, change in TAMPERED.items()}
    assert {case: browser.here.status for case, browser in seen.items()} == dict.fromkeys(TAMPERED, 422)
    assert not any(is_in(browser) for browser in seen.values())
    assert is_in(enter(town, siti[1]))


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"response":1}', "[" * 5000, "x" * 20_001])
def test_what_is_no_answer_is_refused_before_anything_is_asked(text):
    with pytest.raises(Refused):
        ceremonies.read(text)


def test_another_persons_key_does_not_open_this_account(town, siti):
    """The credential of one, signed by the key of another."""
    budi, own = open_account(town, "budi@contoh.id"), Device(ISSUER)
    register(budi.browser, own)
    own.credential, own.handle = siti[1].credential, siti[1].handle
    assert not is_in(enter(town, own))


def test_a_count_that_does_not_grow_is_a_key_in_two_places(town, on_both):
    opened, device = open_account(town), Device(ISSUER, count=3)
    register(opened.browser, device)
    device.count = 4
    assert is_in(enter(town, device))
    for copy in (4, 3, 0):
        device.count = copy
        assert not is_in(enter(town, device)), copy
    device.count = 5
    assert is_in(enter(town, device))


MADE_WRONG = {
    "another origin": {"origin": "https://evil.example"},
    "another site": {"rp_id": "evil.example"},
    "not verified": {"flags": UP},
    "not present": {"flags": UV},
    "framed": {"cross_origin": True},
}


def test_every_dishonest_registration_is_refused_and_the_honest_one_is_not(town):
    browser, device = open_account(town).browser, Device(ISSUER)
    told = {case: register(browser, replace(device, **turned)).status for case, turned in MADE_WRONG.items()}
    assert told == dict.fromkeys(MADE_WRONG, 422)
    assert "belum punya kunci sandi" in browser.get("/account/passkeys").text
    assert register(browser, device).status == 200


def test_a_registration_is_answered_once_by_its_own_sign_in(town):
    opened, device = open_account(town), Device(ISSUER)
    answer = json.dumps(device.make(options(opened.browser.get("/account/passkeys"))))
    budi = open_account(town, "budi@contoh.id").browser
    budi.get("/account/passkeys")
    assert budi.submit("answer", {"answer": answer}).status == 422
    for status in (200, 422):
        opened.browser.get("/account/passkeys")
        assert opened.browser.submit("answer", {"answer": answer}).status == status


def test_failed_passwords_never_keep_a_passkey_out(town, siti):
    for _ in range(7):
        sign_in(town, siti[0].number, "bukan kata sandinya")
    assert sign_in(town, siti[0].number).here.status == 429
    assert is_in(enter(town, siti[1]))


def test_the_page_is_the_same_whoever_has_passkeys(town, siti):
    asked = options(town.browser().get("/sign-in"))
    assert set(asked) == {"challenge", "rpId", "timeout", "userVerification"}
    assert (asked["rpId"], asked["userVerification"]) == ("localhost", "required")


def test_a_recovered_password_leaves_the_passkeys_of_the_owner(town, siti):
    forget(town, siti[0].number, siti[0].codes[0])
    browser = enter(town, siti[1])
    assert is_in(browser)
    assert "Kata sandi diganti dengan kode pemulihan." in browser.get("/account").text
    town.check_ledger()


def all_at_once(town, siti):
    """One answer, sent by six connections of its browser at the same moment; how many were signed in."""
    browser = town.browser()
    answer = json.dumps(siti[1].prove(options(browser.get("/sign-in"))))
    pages = at_once(lambda _: twin(town, browser).submit("answer", {"answer": answer}))
    return sum(page.status == 200 for page in pages)


@pytest.mark.race
def test_an_answer_sent_many_times_at_once_signs_in_once(town, on_both, siti):
    for _ in range(FEW):
        assert all_at_once(town, siti) == 1


@pytest.mark.race
def test_without_spending_its_challenge_an_answer_would_sign_in_each_time(town, siti, monkeypatch):
    """The control: challenges are never spent."""
    monkeypatch.setattr(store, "spend", lambda *_: True)
    assert all_at_once(town, siti) == 6
