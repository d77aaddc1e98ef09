"""On the way of a request: who is expected, in which language, and for which service the pages say it is."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import text

from tests.journeys.story import SITI, answer, open_account
from tests.oidc.test_endpoints import CALLBACK, Party, told_by_redirect
from tests.town import ISSUER, PASSWORD

HINT = "warga@contoh.id"
LINKS = {
    "client_uri": "https://layanan.contoh.id/",
    "policy_uri": "https://layanan.contoh.id/privasi",
    "tos_uri": "https://layanan.contoh.id/ketentuan",
}


@pytest.fixture
def party(town):
    return Party(town, **LINKS)


def expected(browser) -> str:
    """What stands in the field of the sign-in page."""
    [control] = [one for one in browser.here.form("password").controls if one.name == "identifier"]
    return control.value


def lang(browser) -> str:
    return browser.here.html.split('<html lang="')[1][:2]


def tables(town) -> str:
    with town.reading() as session:
        rows = [
            tuple(row)
            for name in ("interactions", "pushed_requests")
            for row in session.execute(text(f"SELECT * FROM {name}"))
        ]
    assert rows
    return repr(rows)


def test_who_is_expected_stands_in_the_form_and_nowhere_else(on_both, town, party, caplog) -> None:
    browser = town.browser()
    page = browser.get(party.url(login_hint=HINT))
    assert expected(browser) == HINT
    assert HINT not in page.url and "contoh.id" not in tables(town).replace("layanan.contoh.id", "")
    assert HINT not in caplog.text
    browser.submit("password", {"identifier": "lain@contoh.id", "password": "keliru sama sekali"})
    assert expected(browser) == "lain@contoh.id", "what was typed is worth more than a hint"


def test_a_pushed_hint_is_sealed_as_well(town, party) -> None:
    told = party.http.post(
        "/par", data=party.query(login_hint=HINT), auth=(party.id, party.secret), base_url=ISSUER
    ).json
    assert "warga" not in tables(town)
    browser = town.browser()
    browser.get(party.url(request_uri=told["request_uri"], login_hint="other@contoh.id"))
    assert expected(browser) == HINT, "what stands beside a handle is not read"


@pytest.mark.parametrize("hint", ["a" * 255, "a\u202eb", "a\u200bb\u2028"])
def test_a_hint_that_nobody_could_type_is_left_out(town, party, hint) -> None:
    browser = town.browser()
    assert browser.get(party.url(login_hint=hint)).status == 200
    assert expected(browser) == ""


def test_a_hint_is_text_and_never_markup(town, party) -> None:
    browser = town.browser()
    page = browser.get(party.url(login_hint='"><script>alert(1)</script>'))
    assert "<script>alert" not in page.html and expected(browser) == '"><script>alert(1)</script>'


def test_a_posted_hint_arrives_too_and_another_browser_sees_none(town, party) -> None:
    sent = town.app.test_client().post("/authorize", data=party.query(login_hint=HINT), base_url=ISSUER)
    browser, stranger = town.browser(), town.browser()
    browser.get(sent.headers["Location"])
    assert expected(browser) == HINT
    stranger.get(browser.here.url)
    assert expected(stranger) == "" and "Layanan uji" not in stranger.here.text


@pytest.mark.parametrize(
    ("wish", "spoken"),
    [("en", "en"), ("se en-GB", "en"), ("se", "id"), ("x_y ;;; id", "id"), ("en-US-x-private", "en")],
)
def test_the_service_wishes_a_language_for_a_browser_without_choice(town, party, wish, spoken) -> None:
    browser = town.browser()
    browser.get(party.url(ui_locales=wish))
    assert lang(browser) == spoken
    browser.change_language()
    assert lang(browser) != spoken, "the person's own choice is stronger"
    browser.get(party.url(ui_locales=wish))
    assert lang(browser) != spoken


def test_a_wish_holds_for_its_own_request(town, party) -> None:
    browser = town.browser()
    browser.get(party.url(ui_locales="en"))
    browser.get("/help")
    assert lang(browser) == "id"
    told = party.http.post(
        "/par", data=party.query(ui_locales="en"), auth=(party.id, party.secret), base_url=ISSUER
    ).json
    browser.get(party.url(request_uri=told["request_uri"]))
    assert lang(browser) == "en", "a pushed wish is heard too"


@pytest.mark.parametrize("display", ["page", "popup", "touch", "wap", "hologram"])
def test_display_and_acr_values_are_wishes(town, party, display) -> None:
    browser = open_account(town, identity=SITI)
    browser.get(party.url(display=display, acr_values="urn:other 2 urn:sekali:acr:password"))
    assert "code=" in answer(browser, fields=["full_name"])


def test_a_request_to_create_an_account_goes_on_once_there_is_one(town, party) -> None:
    browser = town.browser()
    browser.get(party.url(prompt="create"))
    assert urlsplit(browser.here.url).path == "/sign-up" and "Layanan uji" in browser.here.text
    browser.submit("password", {"identifier": "baru@contoh.id", "password": PASSWORD})
    browser.get(browser.here.link("lanjut"))
    browser.submit("nik", SITI)
    assert answer(browser, fields=["full_name"]).startswith(CALLBACK)
    assert "code" in told_by_redirect(browser)


def test_a_request_to_choose_offers_another_account(town, party) -> None:
    open_account(town, "lain@contoh.id", identity={"nik": "", "full_name": "BEJO", "birth_date": ""})
    browser = open_account(town, identity=SITI)
    browser.get(party.url(prompt="select_account"))
    assert "akun lain" in browser.here.text
    browser.submit("password", {"identifier": "lain@contoh.id", "password": PASSWORD})
    assert "BEJO" in browser.here.text
    claims = party.userinfo(party.tokens(answer(browser, fields=["full_name"]))["access_token"]).json
    assert claims["name"] == "BEJO"


def test_the_sign_in_page_says_for_whom_it_is(town, party) -> None:
    browser = town.browser()
    page = browser.get(party.url())
    assert "Layanan uji" in page.text and "belum diverifikasi" in page.text
    for address in LINKS.values():
        assert page.link(address) == address
    browser.get("/sign-in")
    assert "Layanan uji" not in browser.here.text, "who comes by themselves is on nobody's errand"


def test_the_consent_page_has_the_links_too(town, party) -> None:
    browser = open_account(town, identity=SITI)
    page = browser.get(party.url())
    assert all(page.link(address) == address for address in LINKS.values())
    assert "belum diverifikasi" in page.text
    assert page.html.count(f'href="{LINKS["policy_uri"]}"') == 1, "nobody reads one notice twice"


def test_a_name_is_text(town) -> None:
    party = Party(town, client_name='Bank "&amp;" resmi', claims=json.dumps({}))
    assert '"&amp;"' in town.browser().get(party.url()).text


@pytest.mark.parametrize("mode", ["query", "fragment", "form_post", "jwt"])
@pytest.mark.parametrize("page", ["/sign-in", "/sign-up"])
def test_who_turns_back_before_signing_in_is_told_to_the_service(town, party, mode, page) -> None:
    browser = town.browser()
    browser.get(party.url(response_mode=mode, prompt="create" if page == "/sign-up" else None))
    assert urlsplit(browser.here.url).path == page
    before = town.check_ledger()
    turn_back(browser)
    told = told_in(town, browser, mode)
    assert (told["error"], told["error_description"]) == ("access_denied", "left_before_sign_in")
    assert told["state"] and told["iss"] == ISSUER
    assert town.check_ledger() == before, "nobody is known, and nobody's ledger tells of it"


def test_a_way_back_is_gone_once_and_by_its_own_browser_alone(town, party) -> None:
    browser, other = town.browser(), town.browser()
    browser.get(party.url())
    form = next(one for one in browser.here.forms if one.action.endswith("/leave"))
    other.get("/sign-in")
    token = [(c.name, c.value) for c in other.here.form("password").controls if c.name == "form_token"]
    assert other.post(form.action, token).status == 400
    turn_back(browser)
    assert browser.post(form.action, form.data()).status == 400
    browser.get("/sign-in")
    assert not any(one.action.endswith("/leave") for one in browser.here.forms), "nobody is waiting"


def turn_back(browser) -> None:
    form = next(one for one in browser.here.forms if one.action.endswith("/leave"))
    browser.post(form.action, form.data())


def told_in(town, browser, mode: str) -> dict[str, str]:
    """What the service is told, whichever way."""
    if mode == "form_post":
        return dict(next(one for one in browser.here.forms if one.action == CALLBACK).data())
    address = urlsplit(browser.left_to)
    told = dict(parse_qsl(address.fragment if mode == "fragment" else address.query))
    return town.keys.verify_own_jwt(told["response"], ["ES256"])[1] if mode == "jwt" else told
