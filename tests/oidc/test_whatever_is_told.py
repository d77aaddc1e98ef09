"""Whatever stands in a header, an address or a parameter is refused in the wing's own words, or read as what it says."""

import base64
import contextlib
import json
from datetime import timedelta
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc import claims_request, hints, redirects
from oidc.bearer import header_token, shown_token
from oidc.clients.credentials import Secret, credentials
from oidc.clients.key_sets import KeySetError, client_keys
from oidc.details.vault_release import DetailsError, parse
from oidc.errors import BearerError, BodyError, PageError
from oidc.logout import logout_request
from oidc.mtls.certificates import CertificateRefusedError, shown_certificate, thumbprint
from oidc.mtls.subjects import bears
from oidc.parameters import is_readable, read
from oidc.request_checks import Asked, WayIn
from oidc.resources.named import named, why_not_readable
from oidc.subjects import hint
from oidc.token_requests import token_request
from tests.advisories.jose import b64
from tests.drawing import drawn
from tests.oidc.certifying import SUBJECT, Identity
from tests.town import ISSUER, START
from web.door.languages import LANGUAGES, first_supported, wished_by_service

FEW = drawn(150)
ANY = st.text(st.characters(), max_size=24)
WRITABLE = ANY.filter(lambda text: text and is_readable(text))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=8,
)
IDENTITY = Identity()
BORNE = {"tls_client_auth_subject_dn": SUBJECT, "tls_client_auth_san_dns": "rp.example.id", "tls_client_auth_san_uri": "urn:rp:1",
         "tls_client_auth_san_ip": "192.0.2.7", "tls_client_auth_san_email": "rp@example.id"}  # fmt: skip


@FEW
@given(name=WRITABLE, secret=ANY.filter(lambda text: text and text.isprintable()))
def test_basic_credentials_are_read_as_they_were_written(name, secret) -> None:
    pair = f"{quote_plus(name)}:{quote_plus(secret)}".encode()
    found = credentials(read(()), "Basic " + base64.b64encode(pair).decode())
    assert found == Secret(name, "client_secret_basic", secret)


@FEW
@given(told=st.binary(max_size=40).map(lambda some: "Basic " + base64.b64encode(some).decode()) | ANY, posted=ANY)
def test_any_authorization_header(told, posted) -> None:
    with contextlib.suppress(BodyError):
        assert is_readable(credentials(read([("client_id", posted)]), told).client_id)
    with contextlib.suppress(BearerError):
        assert shown_token(told, read([("access_token", posted)])).secret
    assert header_token(told) != ""


PIECES = st.sampled_from(
    ["https://", "http://", "id.example.app:/", "rp.example.id", "127.0.0.1", "[::1]", "localhost", ":8", ":99999", "/cb", "/", "//", "?a=b",
     "?dummy1=lorem&dummy2", "&c=%20d", "#f", "@", "%2e", "..", ";", "[", "]", "+", "a"]
)  # fmt: skip
ADDRESSES = st.lists(PIECES, max_size=6).map("".join) | ANY


@FEW
@given(uri=ADDRESSES, other=ADDRESSES, kind=st.sampled_from(["web", "native"]), is_local=st.booleans(), state=ANY)
def test_a_redirect_address_that_is_registered_takes_its_answer(uri, other, kind, is_local, state) -> None:
    if redirects.why_not_registrable(uri, kind, http_on_loopback=is_local) is not None:
        return
    assert redirects.matches([uri], uri, kind)
    if redirects.matches([uri], other, kind) and other != uri:
        assert kind == "native" and urlsplit(uri)._replace(netloc="") == urlsplit(other)._replace(netloc="")
    assert redirects.sector_of([uri])
    pairs = [("state", state), ("code", "c")] if is_readable(state) else [("code", "c")]
    whole = redirects.with_query(uri, pairs)
    given_before = parse_qsl(urlsplit(uri).query, keep_blank_values=True)
    assert parse_qsl(urlsplit(whole).query, keep_blank_values=True) == given_before + pairs
    assert urlsplit(whole)._replace(query="") == urlsplit(uri)._replace(query="")
    assert parse_qsl(urlsplit(redirects.with_fragment(uri, pairs)).fragment, keep_blank_values=True) == pairs


@FEW
@given(values=st.lists(ANY | st.sampled_from(["https://a.example/", "urn:b", "HTTPS://c"]), max_size=12))
def test_resources(values) -> None:
    parameters = read([("resource", value) for value in values])
    if why_not_readable(parameters) is None:
        assert set(named(parameters)) == {value for value in values if value}


@FEW
@given(
    text=ANY | JSON.map(json.dumps) | st.dictionaries(st.sampled_from(["userinfo", "id_token"]), JSON).map(json.dumps)
)
def test_claims_are_refused_or_name_what_was_named(text) -> None:
    try:
        found = claims_request.parse(text)
    except ValueError:
        return
    said = json.loads(text)
    inside = {name.partition("#")[0] for part in ("userinfo", "id_token") for name in said.get(part) or {}}
    assert set(found.names) <= inside
    assert claims_request.parse(claims_request.without_values(text)) == found


@FEW
@given(
    sent=st.dictionaries(
        st.sampled_from(["grant_type", "code", "refresh_token", "device_code", "scope", "resource", "authorization_details"]),
        st.sampled_from(["authorization_code", "refresh_token", "client_credentials"]) | ANY | JSON.map(json.dumps),
    )
)  # fmt: skip
def test_a_token_request(sent) -> None:
    with contextlib.suppress(BodyError):
        assert token_request(read(sent.items()))


@FEW
@given(text=ANY | st.lists(JSON, max_size=2).map(json.dumps))
def test_details_hold_nothing_that_cannot_be_kept(text) -> None:
    with contextlib.suppress(DetailsError):
        found = parse(text)
        assert found is None or all(map(is_readable, (found.purpose, *(found.fields or ()), *found.locations)))


@FEW
@given(tags=st.lists(ANY | st.sampled_from(["id", "en-GB", "in", "de", "id_ID", "-", "x" * 4000]), max_size=20))
def test_languages(tags) -> None:
    assert first_supported(tags) in {None, *LANGUAGES}
    assert wished_by_service(" ".join(tags)) in {None, *LANGUAGES}


def test_an_untouched_certificate_bears_its_names() -> None:
    shown = shown_certificate(IDENTITY.in_bytes, "SUCCESS", START)
    assert shown is not None and all(bears(shown, name, value) for name, value in BORNE.items())


# A bent number is told as a warning, which stops no server.
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@drawn(400)
@given(data=st.data())
def test_a_certificate_is_refused_or_the_one_that_was_told(data) -> None:
    der = bytearray(IDENTITY.der)
    for _ in range(data.draw(st.integers(0, 3))):
        der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    told = base64.b64encode(der).decode()
    with contextlib.suppress(CertificateRefusedError):
        shown = shown_certificate(f":{told}:", "SUCCESS", START)
        assert shown is not None and shown.binding.thumbprint == thumbprint(shown.parsed)
        assert {bears(shown, name, value) for name, value in BORNE.items()} <= {True, False}
    pem = f"-----BEGIN CERTIFICATE-----\n{told}\n-----END CERTIFICATE-----\n"
    with contextlib.suppress(CertificateRefusedError):
        assert shown_certificate(quote(pem), "", START + timedelta(days=1))
    with contextlib.suppress(KeySetError):
        assert client_keys({"keys": [IDENTITY.jwks["keys"][0] | {"x5c": [told]}]})


@FEW
@given(data=st.data())
def test_a_hint_is_an_id_token_of_ours_or_nothing(ring, data) -> None:
    claims = {"iss": ISSUER, "aud": "client-1", "sub": "somebody", "sid": "sign-in"} | data.draw(
        st.dictionaries(st.sampled_from(["iss", "aud", "sub", "sid"]), JSON.filter(_is_encodable), max_size=2)
    )
    token = ring.sign_jwt(claims, "ES256", "JWT")
    found = hint(ring, ISSUER, token)
    is_whole = claims["iss"] == ISSUER and isinstance(claims["aud"], str) and isinstance(claims["sub"], str)
    assert (found is not None) == is_whole
    at = data.draw(st.integers(0, len(token) - 1))
    bent = token[:at] + data.draw(st.characters()) + token[at + 1 :]
    assert bent == token or hint(ring, ISSUER, bent) is None
    parts = data.draw(st.lists(ANY | JSON.map(json.dumps), min_size=3, max_size=3))
    assert hint(ring, ISSUER, ".".join(b64(part.encode("utf-8", "replace")) for part in parts)) is None


@FEW
@given(
    sent=st.lists(
        st.tuples(st.sampled_from(["id_token_hint", "client_id", "post_logout_redirect_uri", "state"]), ANY), max_size=5
    ),
    typed=ANY,
)
def test_a_request_to_sign_out_and_a_hint_at_who_signs_in(ring, sent, typed) -> None:
    with contextlib.suppress(PageError):
        found = logout_request(read(sent))
        assert {found.id_token_hint, found.client_id, found.redirect_uri, found.state} <= {
            None,
            *(value for _, value in sent),
        }
    kept = hints.sealed(ring, Asked(read([("login_hint", typed)]), WayIn.PLAIN)).parameters.get("login_hint")
    assert hints.opened(ring, kept) in {typed, ""}


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 100_000, '{"userinfo":' + "[" * 100_000])
def test_what_is_nested_without_end(deep) -> None:
    with pytest.raises(ValueError):
        claims_request.parse(deep)
    with pytest.raises(DetailsError):
        parse(deep)


def _is_encodable(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return False
    return True
