"""One provider, one name."""

import pytest

from tests.conftest import build_town, leave
from web.door.hosts import is_issuer


@pytest.mark.parametrize(
    ("host", "issuer", "scheme", "is_ours"),
    [
        ("sekali.contoh.id", "sekali.contoh.id", "https", True),
        ("SEKALI.contoh.id:443", "sekali.contoh.id", "https", True),
        ("localhost:8000", "localhost:8000", "http", True),
        ("127.0.0.1:8000", "localhost:8000", "http", False),
        ("sekali.contoh.id:8443", "sekali.contoh.id", "https", False),
        ("sekali.contoh.id.evil.example", "sekali.contoh.id", "https", False),
    ],
)
def test_names(host, issuer, scheme, is_ours) -> None:
    assert is_issuer(host, issuer, scheme) is is_ours


def test_a_page_under_another_name_is_redirected_with_its_question(town) -> None:
    answer = town.app.test_client().get("/sign-in?fresh=1", base_url="http://127.0.0.1:8000")
    assert answer.status_code == 307
    assert answer.headers["Location"] == "http://localhost:8000/sign-in?fresh=1"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["//evil.example/", "/%2F%2Fevil.example"])
def test_a_redirect_always_leads_to_the_issuer(town, path) -> None:
    answer = town.app.test_client().get(path, base_url="http://evil.example")
    assert answer.status_code in {307, 308, 404}
    assert answer.headers.get("Location", "http://localhost:8000/").startswith("http://localhost:8000/")


def test_a_form_under_another_name_is_refused_in_words(town) -> None:
    answer = town.app.test_client().post("/sign-in", data={}, base_url="http://127.0.0.1:8000")
    assert answer.status_code == 421
    assert "nama lain" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/healthz", "/.well-known/openid-configuration", "/ledger/checkpoint"])
def test_machines_are_answered_under_every_name(town, path) -> None:
    assert town.app.test_client().get(path, base_url="http://10.0.0.7:8000").status_code == 200


def test_a_forwarded_name_is_believed_from_a_trusted_proxy_only(database_url, ring, capfd, town) -> None:
    told = {"X-Forwarded-Host": "localhost:8000", "X-Forwarded-For": "8.8.8.8"}
    assert town.app.test_client().get("/help", base_url="http://inside", headers=told).status_code == 307
    behind = build_town(database_url, ring, trusted_proxies=1)
    assert behind.app.test_client().get("/help", base_url="http://inside", headers=told).status_code == 200
    assert behind.app.test_client().get("/metrics", base_url="http://inside", headers=told).status_code == 404
    leave(behind, capfd)
