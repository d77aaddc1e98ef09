"""What browsers are told about every answer."""

import pytest

from tests.conftest import build_town, leave
from web.door.headers import form_actions

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
# A passkey is answered by a script of our own.
WITH_SCRIPT = POLICY.replace("style-src", "script-src 'self'; style-src")


@pytest.mark.parametrize("path", ["/", "/privacy", "/sign-in", "/sign-up", "/ledger", "/nowhere", "/healthz", "/jwks"])
def test_every_answer_carries_them(town, path) -> None:
    answer = town.app.test_client().get(path, base_url=town.issuer)
    assert answer.headers["Content-Security-Policy"] == (WITH_SCRIPT if path == "/sign-in" else POLICY)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in answer.headers


def test_pages_are_not_kept_and_fixed_files_are(town) -> None:
    client = town.app.test_client()
    page = client.get("/", base_url=town.issuer)
    assert page.headers["Cache-Control"] == "no-store"
    assert {"Cookie", "Accept-Language"} <= set(page.vary)
    address = page.get_data(as_text=True).split('rel="stylesheet" href="')[1].split('"')[0]
    with client.get(address, base_url=town.issuer) as fixed:
        assert fixed.status_code == 200
        assert "immutable" in fixed.headers["Cache-Control"]
    assert client.get("/static/nothing.css", base_url=town.issuer).headers["Cache-Control"] == "no-store"


def test_an_https_issuer_asks_for_https_and_host_cookies(database_url, ring, capfd) -> None:
    built = build_town(database_url, ring, issuer="https://sekali.contoh.id")
    answer = built.app.test_client().get("/sign-in", base_url=built.issuer)
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    leave(built, capfd)


@pytest.mark.parametrize(
    ("address", "origins"),
    [
        ("https://rp.contoh.id/callback?x=1", ("https://rp.contoh.id",)),
        ("http://127.0.0.2:8001/callback", ("http://127.0.0.2:8001",)),
        ("id.contoh.app:/callback", ("id.contoh.app:",)),
        ("https://rp.contoh.id;script-src *", ()),
        ("https://rp.contoh.id 'unsafe-inline'/x", ()),
        ("https://*/", ()),
        ("https://user@rp.contoh.id/", ()),
        ("/inside", ()),
        ("", ()),
    ],
)
def test_a_forms_way_out_is_named_and_nothing_else_slips_in(address, origins) -> None:
    assert form_actions([address]) == origins


def test_one_origin_is_named_once() -> None:
    assert form_actions(["https://a.id/1", "https://a.id/2"]) == ("https://a.id",)
