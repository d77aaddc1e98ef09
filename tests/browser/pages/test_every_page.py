"""Every page of the route map, in both languages, light and dark, at a phone's width: axe-core finds nothing, and nothing scrolls sideways."""

import pyotp
import pytest

from accounts.credentials import passwords
from accounts.desk import deeds
from consent.purposes import Basis
from consent.registry import changes
from consent.review import proposing
from oidc.clients import registration
from oidc.clients.metadata import Rules
from oidc.clients.profiles import PROFILES
from tests.browser.pages.judging import Judge, pages_of
from tests.browser.press import PATIENCE, press
from tests.consent.worlds import purpose
from tests.journeys.parties import CALLBACK, AuthlibParty
from tests.journeys.test_device_races import Device
from tests.town import PASSWORD

PHONE = {"width": 360, "height": 740}
STAFF_PASSWORD = "periksa-tanpa-percaya-2026"
# They only send on: to sign-in, to consent, or back to the service.
ON_THE_WAY = {"oidc.authorize", "oidc.resume"}
# What each role sees besides the page that it comes in by.
DESKS = {
    "officer": ["/desk/officer/recoveries"],
    "dpo": ["/desk/protection/purposes"],
    "auditor": ["/desk/auditor?service=dinas", "/desk/auditor/entry/0", "/desk/sign-out"],
}
# A citizen's own file, and how much of an upload is here: no pages.
BYTES = {"vault.document_file", "vault.upload", "consent.on_paper"}


@pytest.fixture(params=["id", "en"])
def judge(request, live, chromium):
    """A judge with a phone, whose browser has chosen a language."""
    context = browser_in(chromium, live, request.param)
    yield Judge(live, context.new_page(), request.param)
    context.close()


def browser_in(chromium, live, language: str):
    """A browser on a phone, in a language, in which nothing moves while it is looked at."""
    context = chromium.new_context(viewport=PHONE, color_scheme="light", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "sekali-language", "value": language, "url": live.issuer}])
    return context


def sign_in(judge: Judge, identifier: str, password: str) -> None:
    """Fill in the form with name and password on the present page, and judge what follows."""
    judge.page.fill("[name=identifier]", identifier)
    judge.page.fill("[name=password]", password)
    press(judge.page.locator("form:has([name=password]) button").last)
    judge.look()


def sign_up(judge: Judge) -> None:
    judge.page.goto(judge.live.issuer + "/sign-up")
    sign_in(judge, "warga-canary-mailbox@contoh.id", PASSWORD)


def fill_in(judge: Judge) -> None:
    judge.visit("/profile/identity")
    for name, value in {"nik": "3574015708959001", "full_name": "SITI AMINAH", "birth_date": "17-08-1995"}.items():
        judge.page.fill(f"[name={name}]", value)
    press(judge.page.locator("form:has([name=nik]) button").last)


def connect_an_app(judge: Judge) -> pyotp.TOTP:
    """Connect an authenticator app, and judge what follows."""
    judge.visit("/account/app")
    app = pyotp.TOTP(judge.page.locator("code.numbers").first.inner_text().replace(" ", ""))
    give_code(judge, app)
    return app


def give_code(judge: Judge, app: pyotp.TOTP) -> None:
    """Type the app's next code, and judge what follows."""
    judge.live.clock.advance(seconds=30)
    judge.page.fill("[name=code]", app.at(judge.live.clock()))
    press(judge.page.locator("form:has([name=code]) button").first)
    judge.look()


def enter_elsewhere(judge: Judge, app: pyotp.TOTP) -> None:
    """Sign in in another browser, of which the first one is told; judge the page behind the notice's link."""
    context = browser_in(judge.page.context.browser, judge.live, judge.language)
    other = Judge(judge.live, context.new_page(), judge.language, judge.complaints, judge.seen)
    other.page.goto(judge.live.issuer + "/sign-in")
    sign_in(other, "warga-canary-mailbox@contoh.id", PASSWORD)
    give_code(other, app)
    context.close()
    judge.visit("/account")
    judge.visit(judge.links("/not-me/")[0])


def answered(judge: Judge, url: str) -> None:
    """Open a service's request, judge the page that asks, and go on."""
    judge.page.goto(url)
    judge.look()
    press(judge.page.locator("[name=decision][value=allow]"))


def asked_by_a_device(judge: Judge) -> None:
    """Open the address in the picture on a device's screen, judge the page that asks, and refuse."""
    judge.page.goto(Device(judge.live.issuer).begin_at())
    press(judge.page.locator("form:has([name=user_code]) button").last)
    judge.look()
    press(judge.page.locator("[name=decision][value=deny]"))
    judge.look()


def service_with_a_duty(live) -> AuthlibParty:
    """A verified service with a purpose that rests on a law, so that it is objected to, and one that rests on consent."""
    new = changes.NewService("dinas", "Dinas uji", "Pemkot", "d@contoh.id", "https://d.id/p", "https://d.id/")
    told = purpose(basis=Basis.LEGAL_DUTY, basis_reference="UU 23/2006", key="pendataan")
    rules = Rules(PROFILES["standard"], http_on_loopback=True)
    with live.keeping() as session:
        service = changes.add_service(session, live.keys, new, live.clock(), staff="operator")
        changes.add_purpose(session, live.keys, "dinas", told, live.clock(), staff="operator")
        changes.add_purpose(session, live.keys, "dinas", purpose(key="surat"), live.clock(), staff="operator")
        details, sector = registration.checked({"redirect_uris": [CALLBACK], "client_name": "Dinas uji"}, rules, None)
        made = registration.add(session, live.keys, service.id, rules, details, sector, live.clock())
    return AuthlibParty(live.issuer, made.client.id, made.secret)


def test_every_page_is_for_everyone(live, judge) -> None:
    for path in pages_of(live, "open"):
        if "<" not in path:
            judge.visit(path)
    sign_up(judge)
    fill_in(judge)
    asked_by_a_device(judge)
    party, duty = AuthlibParty.registered(live.issuer), service_with_a_duty(live)
    answered(judge, party.begin("openid profile email phone address birth"))
    answered(judge, duty.begin("openid purpose:pendataan"))
    answered(judge, duty.begin("openid purpose:surat"))
    with live.keeping() as session:
        changes.add_purpose(
            session, live.keys, "dinas", purpose(key="surat", text_id="Lain."), live.clock(), staff="operator"
        )  # fmt: skip
    for path in pages_of(live, "citizen"):
        if "<" not in path:
            judge.visit(path)
    for group in ("contact", "address_ktp", "family", "employment", "business", "vehicle", "social", "documents"):
        judge.visit(f"/profile/{group}")
    judge.visit("/profile/documents/ktp_scan")
    judge.visit("/profile/contact/email/history")
    judge.visit("/consents")
    links = {
        part: judge.links(part) for part in ("/withdraw", "/freeze", "/change", "/renew", "/objection", "/receipts/")
    }
    assert all(links.values()), links
    for found in links.values():
        judge.visit(found[0])
    party.close()
    duty.close()
    app = connect_an_app(judge)
    enter_elsewhere(judge, app)
    judge.visit("/rights/freeze")
    press(judge.page.locator("main form button.button-danger"))
    judge.look()
    judge.page.fill("[name=password]", PASSWORD)
    press(judge.page.locator("form:has([name=password]) button").last)
    judge.look()
    judge.visit("/account/close")
    press(judge.page.locator("main form button.button-danger"))
    judge.look()
    judge.visit("/sign-in")
    sign_in(judge, "warga-canary-mailbox@contoh.id", PASSWORD)
    give_code(judge, app)
    judge.visit("/account/closing")
    assert judge.complaints == []
    assert set(pages_of(live, "open", "citizen").values()) - judge.seen - ON_THE_WAY - BYTES == set()


def propose(live) -> None:
    """Put two versions of a purpose before the data-protection officer, one of them approved already."""
    new = changes.NewService("usul", "Dinas usul", "Pemkot", "d@contoh.id", "https://d.id/p", "https://d.id/")
    with live.keeping() as session:
        changes.add_service(session, live.keys, new, live.clock(), staff="operator")
        changes.add_purpose(session, live.keys, "usul", purpose(key="surat"), live.clock(), staff="operator")
    with live.keeping() as session:
        proposing.propose(
            session, live.keys, "usul", purpose(key="surat", text_id="Lain."), live.clock(), staff="operator"
        )  # fmt: skip


def test_every_page_of_the_desk_is_for_everyone(live, judge) -> None:
    kept = passwords.hashed(live.keys, STAFF_PASSWORD)
    for role, paths in DESKS.items():
        with live.keeping() as session:
            added = deeds.add(session, live.keys, f"{role}@balaikota.id", role, role, kept, live.clock())
        judge.visit("/desk/sign-in")
        sign_in(judge, f"{role}@balaikota.id", STAFF_PASSWORD)
        judge.page.fill("[name=code]", pyotp.TOTP(added.totp).at(live.clock()))
        press(judge.page.locator("form:has([name=code]) button").last)
        judge.look()
        if role == "dpo":
            propose(live)
        for path in paths:
            judge.visit(path)
    assert judge.complaints == []
    assert set(pages_of(live, "staff").values()) - judge.seen == set()
