"""Rich authorization requests through the whole application: asked, read by the citizen, granted, told, narrowed, spent."""

import json

import pytest
from joserfc import jwt

from consent.purposes import Basis
from core.clock import to_epoch
from tests.consent.worlds import purpose
from tests.journeys.story import answer, open_account
from tests.oidc.offices import FIELDS, SITI, Office, details, told_back
from tests.oidc.terminals import Terminal, connect
from tests.oidc.test_assertions import EC
from tests.oidc.test_endpoints import CALLBACK
from tests.town import ISSUER

PLACE = f"{ISSUER}/api/release/library-card"


@pytest.fixture
def office(town):
    return Office(town)


@pytest.fixture
def browser(town):
    return open_account(town, identity=SITI)


def test_what_is_granted_is_told_and_nothing_else_is_read(on_both, town, office, browser):
    page = office.ask(browser, scope="openid offline_access", fields=["full_name", "gender"])
    assert boxes(page) == {"full_name", "gender"}
    assert "SITI AMINAH" in page.text and "17 Agustus 1995" not in page.text
    tokens = office.tokens(answer(browser, fields=["full_name"]))
    ends = to_epoch(town.clock()) + 365 * 86400
    granted = {"type": "vault_release", "purpose": "library-card", "fields": ["full_name"], "frequency": "ongoing",
               "locations": [PLACE], "expires_at": ends}  # fmt: skip
    assert tokens["authorization_details"] == [granted]
    assert office.introspected(tokens["access_token"])["authorization_details"] == [granted]
    assert office.introspected(tokens["refresh_token"])["authorization_details"] == [granted]
    told = office.read(tokens["access_token"]).json["fields"]
    assert (told["full_name"]["value"], told["gender"]) == ("SITI AMINAH", {"reason": "refused"})
    assert told.keys() == {"full_name", "gender"}
    office.ask(browser, fields=["full_name"], more={"prompt": "none"})
    assert "code" in told_back(browser), "the lasting answer covers less"
    office.ask(browser, fields=["birth_date"], more={"prompt": "none"})
    assert told_back(browser)["error"] == "consent_required"
    town.check_ledger()


def test_details_reach_no_further_than_they_say_though_the_grant_does(town, office, browser):
    browser.get(office.url(scope="openid purpose:library-card"))
    plain = office.tokens(answer(browser, fields=["full_name", "gender"]))
    assert "authorization_details" not in plain
    assert "authorization_details" not in office.introspected(plain["access_token"])
    tokens = office.granted(browser, fields=["gender"])
    assert tokens["authorization_details"][0]["fields"] == ["gender"]
    assert office.read(tokens["access_token"]).json["fields"].keys() == {"gender"}
    assert office.userinfo(tokens["access_token"]).json.keys() == {"sub", "gender"}


def test_one_reading_of_a_lasting_purpose(on_both, town, office, browser):
    page = office.ask(browser, scope="openid offline_access", frequency="once")
    assert "Satu kali saja, paling lama 1 hari" in page.text and "365 hari" not in page.text
    tokens = office.tokens(answer(browser, fields=["full_name"]))
    assert "refresh_token" not in tokens and "offline_access" not in tokens["scope"]
    [told] = tokens["authorization_details"]
    assert (told["frequency"], told["expires_at"]) == ("once", to_epoch(town.clock()) + 86400)
    assert office.read(tokens["access_token"]).json["fields"]["full_name"]["value"] == "SITI AMINAH"
    town.clock.advance(seconds=61)
    spent = office.read(tokens["access_token"])
    assert (spent.status_code, spent.json["error_description"]) == (401, "consent_spent")
    assert office.introspected(tokens["access_token"]) == {"active": False}
    page = office.ask(browser, frequency="once")
    assert page.status == 200 and browser.left_to is None, "every reading is asked"
    town.check_ledger()


def test_a_one_off_purpose_is_one_reading_without_saying_so(town, browser):
    office = Office(town, purpose(fields=FIELDS, once=True, lasts_days=None))
    tokens = office.granted(browser)
    assert tokens["authorization_details"][0]["frequency"] == "once"


def test_a_purpose_that_is_not_asked_but_told_can_be_narrowed_too(town, browser):
    office = Office(town, purpose(fields=FIELDS, basis=Basis.PUBLIC_TASK, basis_reference="Perda 1/2020"))
    page = office.ask(browser, fields=["full_name"])
    assert "SITI AMINAH" in page.text and "Perempuan" not in page.text
    tokens = office.tokens(answer(browser))
    assert tokens["authorization_details"][0]["fields"] == ["full_name"]


def test_the_purpose_of_unverified_services_can_be_asked_by_fields(town, office, browser):
    tokens = office.granted(browser, purpose="sign-in", fields=["full_name"])
    assert tokens["authorization_details"][0]["fields"] == ["full_name"]
    assert office.userinfo(tokens["access_token"]).json["name"] == "SITI AMINAH"


REFUSED = [
    {"type": "payment"},
    {"purpose": "passport"},
    {"purpose": None},
    {"amount": 1},
    {"fields": ["full_name", "nik"]},
    {"fields": []},
    {"frequency": "daily"},
    {"locations": ["https://other.example/"]},
    {"fields": ["x" * 100] * 100},
]


@pytest.mark.parametrize("members", REFUSED)
def test_what_cannot_be_asked_is_refused_at_every_way_in(town, office, browser, members):
    office.ask(browser, **members)
    assert told_back(browser)["error"] == "invalid_authorization_details"
    assert len(told_back(browser)["error_description"]) > 15
    pushed = office.push(**members)
    assert (pushed.status_code, pushed.json["error"]) == (400, "invalid_authorization_details")
    assert pushed.json["error_description"] == told_back(browser)["error_description"]
    terminal = Terminal(town)
    told = terminal.begin(scope="openid", authorization_details=details(**({"purpose": "sign-in"} | members)))
    assert (told.status_code, told.json["error"]) == (400, "invalid_authorization_details")


def test_another_services_purpose_is_none(town, office, browser):
    stranger = Office(town, purpose(key="own-card", fields=FIELDS))
    stranger.ask(browser)
    assert told_back(browser)["error"] == "invalid_authorization_details"


def test_scope_and_details_name_one_purpose(town, office, browser):
    office.add(purpose(key="other", fields=FIELDS))
    office.ask(browser, scope="openid purpose:other")
    assert told_back(browser)["error"] == "invalid_authorization_details"
    assert office.ask(browser, scope="openid purpose:library-card").form("decision")


def test_a_parameter_that_is_sent_twice_is_refused(town, office, browser):
    browser.get(office.url() + "&authorization_details=%5B%5D&authorization_details=%5B%5D")
    assert told_back(browser)["error"] == "invalid_authorization_details"


def test_details_can_be_pushed_and_signed(town, browser):
    keys = {"keys": [EC.as_dict(private=False)]}
    office = Office(town, jwks=keys)
    told = office.push(fields=["full_name"])
    browser.get(office.by_handle(told))
    assert office.tokens(answer(browser, fields=["full_name"]))["authorization_details"][0]["fields"] == ["full_name"]
    at = to_epoch(town.clock())
    inside = office.query(scope="openid") | {"iss": office.id, "aud": ISSUER, "exp": at + 60, "nbf": at,
              "authorization_details": json.loads(details(fields=["gender"]))}  # fmt: skip
    signed = jwt.encode({"alg": "ES256", "kid": EC.kid}, inside, EC)
    assert boxes(browser.get(office.url(request=signed))) == {"gender"}


def test_a_terminal_asks_in_detail(town, browser):
    terminal = Terminal(town)
    begun = terminal.begin(scope="openid", authorization_details=details(purpose="sign-in", fields=["full_name"]))
    assert begun.status_code == 200, begun.text
    connect(browser, terminal)
    tokens = terminal.poll().json
    assert tokens["authorization_details"][0]["fields"] == ["full_name"]


def test_a_token_request_narrows_and_the_next_one_may_have_all_again(on_both, town, office, browser):
    tokens = office.granted(browser, ["full_name", "gender"], scope="openid offline_access")
    whole = tokens["authorization_details"]
    less = json.dumps([whole[0] | {"fields": ["gender"]}])
    narrow = office.refresh(tokens["refresh_token"], authorization_details=less).json
    assert narrow["authorization_details"] == json.loads(less)
    assert office.read(narrow["access_token"]).json["fields"].keys() == {"gender"}
    assert office.introspected(narrow["access_token"])["authorization_details"] == json.loads(less)
    again = office.refresh(narrow["refresh_token"], authorization_details=json.dumps(whole)).json
    assert again["authorization_details"] == whole
    assert office.refresh(again["refresh_token"]).json["authorization_details"] == whole


def test_a_code_is_redeemed_for_less(town, office, browser):
    office.ask(browser)
    code = told_back_code(answer(browser, fields=["full_name", "gender"]))
    less = details(fields=["full_name"])
    told = office.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier="v" * 64,
                        authorization_details=less).json  # fmt: skip
    assert told["authorization_details"][0]["fields"] == ["full_name"]
    assert office.read(told["access_token"]).json["fields"].keys() == {"full_name"}


MORE = [
    {"fields": ["full_name", "gender"]},
    {"purpose": "sign-in"},
    {"frequency": "once"},
    {"locations": ["https://other.example/"]},
    {"type": "payment"},
]


@pytest.mark.parametrize("members", MORE)
def test_a_token_request_for_more_is_refused(town, office, browser, members):
    tokens = office.granted(browser, scope="openid offline_access", fields=["full_name"])
    told = office.refresh(tokens["refresh_token"], authorization_details=details(**members))
    assert (told.status_code, told.json["error"]) == (400, "invalid_authorization_details")


def test_details_narrow_nothing_where_none_were_authorized(town, office, browser):
    browser.get(office.url(scope="openid offline_access purpose:library-card"))
    tokens = office.tokens(answer(browser, fields=["full_name"]))
    told = office.refresh(tokens["refresh_token"], authorization_details=details())
    assert (told.status_code, told.json["error"]) == (400, "invalid_authorization_details")


def test_no_client_has_details_of_its_own(town):
    machine = Office(town, grant_types=["client_credentials"], redirect_uris=None, response_types=[])
    told = machine.token(grant_type="client_credentials", authorization_details=details())
    assert (told.status_code, told.json["error"]) == (400, "invalid_authorization_details")


def test_the_type_is_published_and_registered(town):
    office = Office(town, authorization_details_types=["vault_release"])
    assert office.told["authorization_details_types"] == ["vault_release"]
    published = office.http.get("/.well-known/openid-configuration", base_url=ISSUER).json
    assert published["authorization_details_types_supported"] == ["vault_release"]
    given = {"redirect_uris": [CALLBACK], "authorization_details_types": ["payment"]}
    told = office.http.post("/register", json=given, base_url=ISSUER)
    assert (told.status_code, told.json["error"]) == (400, "invalid_client_metadata")


def boxes(page):
    return {control.value for control in page.form("decision").controls if control.name == "fields"}


def told_back_code(target):
    return dict(part.split("=") for part in target.partition("?")[2].split("&"))["code"]
