"""Assurance levels through the whole application: asked for, stepped up to, told truly, and refused when out of reach."""

import json

import pytest

from accounts.levels import ACR_VALUES, LEVELS, Identity, Level, reached, told
from accounts.sign_ins import PASSKEY_ACR, PASSWORD_ACR, TWO_FACTORS_ACR
from accounts.store import citizen_by_id, note_in_person
from tests.accounts.authenticators import Device
from tests.accounts.people import CODE
from tests.accounts.test_passkeys import options, register
from tests.consent.worlds import purpose, wanted
from tests.journeys.story import answer, open_account
from tests.oidc.offices import SITI, Office, told_back
from tests.town import ISSUER, PASSWORD
from vault.checks import claim_nik

PLAIN = (wanted("full_name"), wanted("gender", False))
SCOPE = "openid purpose:library-card"


def must(*values):
    return json.dumps({"id_token": {"acr": {"essential": True, "values": list(values)}}})


@pytest.fixture
def office(town):
    return Office(town, purpose(fields=PLAIN))


@pytest.fixture
def siti(town):
    """A citizen with a password, whose ten printed codes are known."""
    return open_account(town, identity=SITI)


def fresh_codes(browser):
    form = next(one for one in browser.get("/account/codes").forms if "language" not in one.action)
    return CODE.findall(browser.post("/account/codes", form.data()).html)


def id_token(office, target):
    from base64 import urlsafe_b64decode

    body = office.tokens(target)["id_token"].split(".")[1]
    return json.loads(urlsafe_b64decode(body + "=="))


def test_an_essential_level_is_stepped_up_to_on_the_way_and_told(on_both, town, office, siti):
    codes = fresh_codes(siti)
    town.clock.advance(minutes=1)
    page = siti.get(office.url(scope=SCOPE, claims=must(TWO_FACTORS_ACR)))
    assert "/sign-in" in page.url and "cara masuk yang lebih kuat" in page.text
    siti.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
    assert "/sign-in/code" in siti.here.url
    siti.submit("code", {"code": codes[0]})
    claims = id_token(office, siti.left_to or answer(siti, fields=["full_name"]))
    assert (claims["acr"], claims["amr"]) == (TWO_FACTORS_ACR, ["pwd", "otp", "mfa"])
    town.clock.advance(minutes=1)
    siti.get(office.url(scope=SCOPE, claims=must(PASSWORD_ACR)))
    assert id_token(office, siti.left_to)["acr"] == PASSWORD_ACR, "what was asked for and is covered, by its name"
    siti.get(office.url(scope=SCOPE))
    assert id_token(office, siti.left_to)["acr"] == TWO_FACTORS_ACR, "what is, where nothing was asked"


def test_a_wish_is_tried_once_and_then_the_truth_is_told(town, office, siti):
    town.clock.advance(minutes=1)
    assert "/sign-in" in siti.get(office.url(scope=SCOPE, acr_values=PASSKEY_ACR)).url
    siti.get(siti.here.url.replace("stronger=2", "stronger=0"))
    siti.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
    assert id_token(office, siti.left_to or answer(siti, fields=["full_name"]))["acr"] == PASSWORD_ACR


def test_a_must_that_was_not_reached_is_refused_and_silence_asks_for_a_page(town, office, siti):
    town.clock.advance(minutes=1)
    siti.get(office.url(scope=SCOPE, prompt="none", claims=must(PASSKEY_ACR)))
    assert told_back(siti)["error"] == "login_required"
    assert "kunci sandi (passkey)" in siti.get(office.url(scope=SCOPE, claims=must(PASSKEY_ACR))).text
    siti.get(siti.here.url.replace("stronger=2", "stronger=0"))
    siti.submit("password", {"identifier": "warga@contoh.id", "password": PASSWORD})
    assert told_back(siti)["error"] == "unmet_authentication_requirements"


def test_an_identity_that_nobody_checked_is_out_of_reach_at_once_and_told_when_checked(on_both, town, office, siti):
    level = PASSWORD_ACR + ":checked"
    siti.get(office.url(scope=SCOPE, claims=must(level)))
    assert told_back(siti)["error"] == "unmet_authentication_requirements"
    with town.keeping() as session:
        citizen = next(iter(all_citizens(session)))
        assert claim_nik(session, town.keys, citizen, SITI["nik"], town.clock())
        assert citizen_by_id(session, citizen)
    siti.get(office.url(scope=SCOPE, claims=must(level)))
    assert id_token(office, siti.left_to or answer(siti, fields=["full_name"]))["acr"] == level
    with town.keeping() as session:
        note_in_person(session, citizen)
    siti.get(office.url(scope=SCOPE))
    assert id_token(office, siti.left_to)["acr"] == PASSWORD_ACR + ":in-person"


def all_citizens(session):
    from sqlalchemy import select

    from accounts.tables import CitizenRow

    return session.scalars(select(CitizenRow.id))


def test_who_has_a_passkey_shows_it_before_specific_data(town, siti):
    office = Office(town, purpose(fields=(wanted("full_name"), wanted("children_count", False))))
    device = Device(ISSUER)
    register(siti, device)
    town.clock.advance(minutes=1)
    page = siti.get(office.url(scope=SCOPE))
    assert "/sign-in" in page.url and "stronger=1" in page.url
    siti.submit("answer", {"answer": json.dumps(device.prove(options(page)))})
    assert "/consent/" in siti.here.url


def test_discovery_tells_all_levels_and_each_is_one_of_ours(town):
    told_ = town.app.test_client().get("/.well-known/openid-configuration", base_url=ISSUER).json
    assert told_["acr_values_supported"] == list(ACR_VALUES)
    assert len(ACR_VALUES) == 9


@pytest.mark.parametrize("name", ACR_VALUES)
def test_a_level_covers_itself_and_whatever_is_lower_in_both(name):
    level = LEVELS[name]
    covered = {one.acr for one in LEVELS.values() if level.covers(one)}
    assert name in covered and len(covered) == (level.way + 1) * (level.identity + 1)
    assert told(level, ()) == name
    assert told(level, covered) in covered


def test_a_way_that_is_none_of_ours_reaches_nothing():
    assert reached("urn:other", 2) is None
    assert told(Level(1, Identity.DECLARED), ["urn:other", PASSKEY_ACR]) == TWO_FACTORS_ACR
