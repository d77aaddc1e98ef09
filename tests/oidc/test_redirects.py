"""Redirect addresses: a corpus of mutations, none of which may pass for the registered address."""

import pytest

from oidc.redirects import matches, sector_of, why_not_registrable, with_fragment, with_query

REGISTERED = "https://rp.example.id/kembali"
MUTATIONS = [
    "https://rp.example.id/kembali/", "https://rp.example.id/kembali?", "https://rp.example.id/kembali#", "https://rp.example.id/Kembali",
    "https://RP.example.id/kembali", "HTTPS://rp.example.id/kembali", "http://rp.example.id/kembali", "https://rp.example.id:443/kembali",
    "https://rp.example.id./kembali", "https://rp.example.id/kembali/..;/x", "https://rp.example.id/./kembali", "https://rp.example.id/x/../kembali",
    "https://rp.example.id/%6Bembali", "https://rp.example.id/kembali%2F", "https://rp.example.id/kembali%252f", "https://rp.example.id/kembali%00",
    "https://rp.example.id/kembali%0d%0aX: y", "https://rp.example.id/kembali?x=1", "https://rp.example.id/kembali?code=1", "https://rp.example.id/kembali#code",
    "https://rp.example.id//kembali", "https://rp.example.id\\kembali", "https:\\\\rp.example.id\\kembali", "https:/rp.example.id/kembali",
    "//rp.example.id/kembali", "/kembali", "https://rp.example.id@evil.test/kembali", "https://evil.test@rp.example.id/kembali",
    "https://rp.example.id:443@evil.test/kembali", "https://a@b@rp.example.id/kembali", "https://rp.example.id.evil.test/kembali", "https://evilrp.example.id/kembali",
    "https://rpaexample.id/kembali", "https://evil.test/?https://rp.example.id/kembali", "https://evil.test/#https://rp.example.id/kembali",
    " https://rp.example.id/kembali", "https://rp.example.id/kembali ", "\thttps://rp.example.id/kembali", "https://rp.example.id/kembali\n",
    "https://rp.exаmple.id/kembali", "https://ｒｐ.example.id/kembali", "javascript:alert(1)", "JaVaScRiPt://rp.example.id/kembali", "data:text/html,x",
    "https://rp.example.id/kembali;x", "https://rp.example.id/kembali,https://evil.test", "https://[::1]/kembali", "*", "https://*.example.id/kembali", "",
]  # fmt: skip


@pytest.mark.parametrize("presented", MUTATIONS)
@pytest.mark.parametrize("application_type", ["web", "native"])
def test_no_mutation_passes(presented, application_type):
    assert not matches((REGISTERED,), presented, application_type)


def test_the_registered_address_passes_with_its_query():
    assert matches((REGISTERED, REGISTERED + "?a=1"), REGISTERED + "?a=1", "web")


@pytest.mark.parametrize(
    ("registered", "presented", "fits"),
    [
        ("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb", True),
        ("http://127.0.0.1:80/cb", "http://127.0.0.1:51234/cb", True),
        ("http://[::1]/cb", "http://[::1]:51234/cb", True),
        ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:99999/cb", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:80/cb?x=1", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:80/CB", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:80@evil.test/cb", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1.evil.test/cb", False),
        ("http://127.0.0.1/cb", "http://127.0.0.2:80/cb", False),
        ("http://127.0.0.1/cb", "http://localhost:80/cb", False),
        ("http://127.0.0.1/cb", "https://127.0.0.1:80/cb", False),
        ("http://127.0.0.1/cb", "http://[::1]:80/cb", False),
    ],
)
def test_only_the_port_of_a_native_loopback_is_free(registered, presented, fits):
    assert matches((registered,), presented, "native") is fits
    assert not matches((registered,), presented, "web")


REGISTRABLE = {
    "https://rp.example.id/kembali/", "https://rp.example.id/kembali?", "https://rp.example.id/Kembali", "https://RP.example.id/kembali",
    "HTTPS://rp.example.id/kembali", "https://rp.example.id:443/kembali", "https://rp.example.id/%6Bembali", "https://rp.example.id/kembali?x=1",
    "https://rp.example.id.evil.test/kembali", "https://evilrp.example.id/kembali", "https://rpaexample.id/kembali", "https://rp.example.id/kembali;x",
    "https://evil.test/?https://rp.example.id/kembali", "https://rp.example.id/kembali,https://evil.test", "https://[::1]/kembali",
}  # fmt: skip
STRANGE = [
    None, 7, ["https://rp.example.id"], "https://", "https://rp.example.id:x/", "https://rp.example.id:99999/", "ftp://rp.example.id/",
    "https://rp.example.id/" + "x" * 2000, "com.example.app:/cb", "http://localhost.evil.test/", "https://rp.example.id:/",
]  # fmt: skip


@pytest.mark.parametrize("uri", [one for one in MUTATIONS if one not in REGISTRABLE] + STRANGE)
def test_what_a_web_client_cannot_register(uri):
    assert why_not_registrable(uri, "web", http_on_loopback=True) is not None


@pytest.mark.parametrize(
    ("uri", "kind", "on_loopback", "fits"),
    [
        (REGISTERED, "web", False, True),
        (REGISTERED + "?dummy1=lorem&dummy2=ipsum", "web", False, True),
        ("http://127.0.0.2:8001/kembali", "web", True, True),
        ("http://localhost:8001/kembali", "web", True, True),
        ("http://127.0.0.2:8001/kembali", "web", False, False),
        ("http://192.168.1.4/kembali", "web", True, False),
        ("http://127.0.0.1/cb", "native", False, True),
        ("http://localhost/cb", "native", False, False),
        ("com.example.app:/cb", "native", False, True),
        ("com.example.app://host/cb", "native", False, False),
        ("app:/cb", "native", False, False),
        ("javascript:/cb", "native", False, False),
    ],
)
def test_what_can_be_registered(uri, kind, on_loopback, fits):
    assert (why_not_registrable(uri, kind, http_on_loopback=on_loopback) is None) is fits


def test_answers_keep_the_query_and_are_encoded():
    given = [("code", "x"), ("state", "st/a te+&1"), ("iss", "http://op")]
    encoded = "code=x&state=st%2Fa+te%2B%261&iss=http%3A%2F%2Fop"
    assert with_query("https://rp/cb?a=1", given) == f"https://rp/cb?a=1&{encoded}"
    assert with_fragment("https://rp/cb?a=1", given) == f"https://rp/cb?a=1#{encoded}"


def test_one_host_is_a_sector_and_two_are_none():
    assert sector_of(["https://a.id/x", "https://a.id:8443/y"]) == "a.id"
    assert sector_of(["https://a.id/x", "https://b.id/y"]) is None
    assert sector_of(["com.example.app:/cb"]) == "com.example.app"
