"""Advisories that no suite and no other test covers: about people at the door and what is shown to them (docs/advisories.md names them)."""

import ast
import re
from pathlib import Path

import pytest

from tests.accounts.people import is_in, open_account, sign_in
from tests.advisories.visits import LASTING, managed, visited
from tests.conftest import build_town, leave
from tests.oidc.test_endpoints import Party
from tests.town import ISSUER, PASSWORD

HOUSE = Path(__file__).parents[2]


SECRET = re.compile(r"PRIVATE KEY|\"(d|p|q|dp|dq|qi|k)\"\s*:\s*\"|\$argon2|BEGIN EC")


def test_no_answer_holds_a_secret(town):
    """CVE-2026-90942, CVE-2026-40166: neither a private key nor a client's secret, whoever asks."""
    party = Party(town)
    browser, tokens = visited(town, party, scope=LASTING)
    heard = [managed(party).text, party.userinfo(tokens["access_token"]).text]
    for rule in town.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            heard += [
                browser.get(rule.rule).html,
                town.app.test_client().get(rule.rule, base_url=ISSUER).get_data(as_text=True),
            ]
    assert len(heard) > 50
    for text in heard:
        assert not SECRET.search(text)
        assert party.secret not in text
        assert tokens["refresh_token"] not in text


@pytest.mark.parametrize("header", ["", "evil", "1.1.1.1, evil", "\x7f", ", , ,", "127.0.0.1:x", "::::", "a" * 5000])
def test_a_forwarding_header_that_cannot_be_read_takes_no_step_away(database_url, ring, capfd, header):
    """CVE-2024-47070."""
    town = build_town(database_url, ring, trusted_proxies=1)
    open_account(town)
    for password, passes in (("kata sandi yang keliru", False), (PASSWORD, True)):
        browser = town.browser()
        form = browser.get("/sign-in", X_Forwarded_For=header).form("password")
        data = form.filled({"identifier": "warga@contoh.id", "password": password})
        browser.post("/sign-in", data, X_Forwarded_For=header)
        assert is_in(browser) is passes
    leave(town, capfd)


@pytest.mark.parametrize(
    ("path", "having"), [("/sign-in", "password"), ("/forgot", "code"), ("/desk/sign-in", "password")]
)
@pytest.mark.parametrize("sent", ["nothing", "empty", "twice"])
def test_a_form_without_answers_is_no_step(town, path, having, sent):
    """CVE-2026-49448."""
    open_account(town)
    browser = town.browser()
    form = browser.get(path).form(having)
    token = [(name, value) for name, value in form.data() if name == "form_token"]
    rest = {"nothing": [], "empty": [(one.name, "") for one in form.controls if one.name != "form_token"],
            "twice": [("identifier", "warga@contoh.id"), ("identifier", ""), ("password", ""), ("password", PASSWORD)]}  # fmt: skip
    page = browser.post(path, token + rest[sent])
    assert page.status in {400, 422, 429}
    assert not is_in(browser)


def test_a_cookie_without_a_name_stands_for_none(town):
    """CVE-2023-23934."""
    siti = open_account(town)
    held = {one: siti.browser.client.get_cookie(one).value for one in ("sekali", "sekali-browser")}
    thief = town.app.test_client(use_cookies=False)
    good = "; ".join(f"{name}={value}" for name, value in held.items())
    assert thief.get("/account", headers={"Cookie": good}, base_url=ISSUER).status_code == 200
    for bad in (
        "; ".join(f"={name}={value}" for name, value in held.items()),
        f"sekali-browser={held['sekali-browser']}; =sekali={held['sekali']}",
    ):
        assert thief.get("/account", headers={"Cookie": bad}, base_url=ISSUER).status_code == 303


def test_secrets_are_compared_in_constant_time():
    """CVE-2023-50708, as a rule of the house: no `==` beside a name of something secret."""
    found = []
    for wing in ("core", "keys", "accounts", "oidc", "consent", "vault", "web"):
        for path in (HOUSE / wing).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Compare) and any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
                    sides = [ast.unparse(one).lower() for one in (node.left, *node.comparators)]
                    if not any("row." in one for one in sides) and any(
                        re.search(r"(secret|password|pepper)(_digest|_hash)?$", one) for one in sides
                    ):
                        found.append(f"{path.relative_to(HOUSE)}:{node.lineno}")
    assert found == []


def test_a_right_password_signs_in_after_all(town):
    """The control of the rows about signing in."""
    open_account(town)
    assert is_in(sign_in(town, "warga@contoh.id"))
