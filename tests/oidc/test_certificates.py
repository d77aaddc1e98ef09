"""Certificates and the names they bear: told in two forms, read strictly, and never taken for more than they show."""

import base64
from contextlib import suppress
from datetime import timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc.clients.key_sets import client_keys
from oidc.mtls.certificates import CertificateRefusedError, shown_certificate
from oidc.mtls.subjects import bears, why_not_a_name
from oidc.possession.bindings import Binding, Kind, confirmation, restored, text_of, token_type
from tests.drawing import drawn
from tests.oidc.certifying import SUBJECT, Identity
from tests.town import START

AUTHORITY = Identity("CN=Otoritas uji", names=(), is_authority=True)
ISSUED = Identity(authority=AUTHORITY)
OWN = Identity()


@pytest.mark.parametrize("told", [ISSUED.in_bytes, ISSUED.escaped, quote(ISSUED.pem), quote(ISSUED.pem.strip())])
def test_both_forms_tell_the_same(told):
    shown = shown_certificate(told, "SUCCESS", START)
    assert shown.binding == Binding(Kind.CERTIFICATE, ISSUED.thumbprint)
    assert shown.is_verified


def test_no_certificate_is_none():
    assert shown_certificate("", "SUCCESS", START) is None


@pytest.mark.parametrize(
    "told",
    [
        "x",
        "::",
        ":%%%:",
        ":AAAA:",
        ISSUED.in_bytes[1:],
        ISSUED.in_bytes[:-1],
        ISSUED.in_bytes + ", " + OWN.in_bytes,
        ISSUED.in_bytes + "," + ISSUED.in_bytes,
        ISSUED.escaped + "," + OWN.escaped,
        ISSUED.escaped + OWN.escaped,
        ISSUED.escaped[:-40],
        quote("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        "%FF%FE",
        quote(ISSUED.private_pem),
        ":" + base64.b64encode(ISSUED.der + b"\0").decode() + ":",
        ":" + "A" * 20_000 + ":",
    ],
)
def test_anything_else_shows_nothing(told):
    with pytest.raises(CertificateRefusedError):
        shown_certificate(told, "SUCCESS", START)


@drawn(100)
@given(
    st.text(alphabet=st.characters(max_codepoint=255))
    | st.binary().map(lambda some: f":{base64.b64encode(some).decode()}:")
)
def test_nothing_that_is_told_breaks_the_reader(told):
    with suppress(CertificateRefusedError):
        assert shown_certificate(told, "", START) is None or told


@pytest.mark.parametrize("days", [-2, 31])
def test_one_that_is_not_valid_now_shows_nothing(days):
    with pytest.raises(CertificateRefusedError, match="not valid"):
        shown_certificate(ISSUED.in_bytes, "SUCCESS", START + timedelta(days=days))


@pytest.mark.parametrize(
    ("identity", "verified", "is_verified"),
    [
        (ISSUED, "SUCCESS", True),
        (ISSUED, "success", False),
        (ISSUED, "", False),
        (ISSUED, "NONE", False),
        (ISSUED, "FAILED:unable to verify the first certificate", False),
        (ISSUED, "SUCCESS,SUCCESS", False),
        (OWN, "SUCCESS", False),
    ],
)
def test_who_is_believed_to_be_verified(identity, verified, is_verified):
    assert shown_certificate(identity.in_bytes, verified, START).is_verified is is_verified


@pytest.mark.parametrize(
    ("member", "value", "is_borne"),
    [
        ("subject_dn", SUBJECT, True),
        ("subject_dn", "CN=Layanan uji, O=Dinas, C=ID", True),
        ("subject_dn", "C=ID,O=Dinas,CN=Layanan uji", False),
        ("subject_dn", "CN=Layanan uji,O=Dinas", False),
        ("subject_dn", "CN=layanan uji,O=Dinas,C=ID", False),
        ("subject_dn", "CN=Layanan uji+O=Dinas,C=ID", False),
        ("subject_dn", "CN=Layanan uji\\,O=Dinas,C=ID", False),
        ("san_dns", "rp.example.id", True),
        ("san_dns", "RP.example.id", True),
        ("san_dns", "a.luas.example.id", False),
        ("san_dns", "example.id", False),
        ("san_uri", "urn:rp:1", True),
        ("san_uri", "urn:rp:10", False),
        ("san_uri", "urn:RP:1", False),
        ("san_ip", "192.0.2.7", True),
        ("san_ip", "192.0.2.70", False),
        ("san_email", "rp@example.id", True),
        ("san_email", "b.rp@example.id", False),
    ],
)
def test_a_certificate_bears_a_name_letter_for_letter(member, value, is_borne):
    shown = shown_certificate(ISSUED.in_bytes, "SUCCESS", START)
    assert bears(shown, "tls_client_auth_" + member, value) is is_borne


def test_a_certificate_without_other_names_bears_none_of_them():
    shown = shown_certificate(AUTHORITY.in_bytes, "", START)
    assert not bears(shown, "tls_client_auth_san_dns", "Otoritas uji")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("subject_dn", ""),
        ("subject_dn", "Layanan uji"),
        ("subject_dn", "CN = Layanan uji"),
        ("subject_dn", "CN=#0c0141"),
        ("subject_dn", 5),
        ("san_dns", "*.example.id"),
        ("san_dns", "a b"),
        ("san_uri", "rp"),
        ("san_ip", "192.0.2"),
        ("san_ip", ["192.0.2.7"]),
        ("san_email", "rp"),
    ],
)
def test_what_no_certificate_can_bear_is_not_registered(member, value):
    assert why_not_a_name("tls_client_auth_" + member, value)


def test_a_key_set_tells_its_certificates():
    assert client_keys(OWN.jwks).certificates == {OWN.thumbprint}
    broken = {"keys": [OWN.jwks["keys"][0] | {"x5c": value} for value in (["%"], ["AAAA"])]}
    assert client_keys(broken).certificates == frozenset()


@pytest.mark.parametrize(
    ("binding", "text", "kind", "cnf"),
    [
        (None, None, "Bearer", {}),
        (Binding(Kind.KEY, "abc"), "abc", "DPoP", {"cnf": {"jkt": "abc"}}),
        (Binding(Kind.CERTIFICATE, "abc"), "x5t#S256:abc", "Bearer", {"cnf": {"x5t#S256": "abc"}}),
    ],
)
def test_a_binding_is_kept_and_told_as_what_it_is(binding, text, kind, cnf):
    assert (text_of(binding), token_type(binding), confirmation(binding)) == (text, kind, cnf)
    assert restored(text) == binding
    assert len(text_of(Binding(Kind.CERTIFICATE, OWN.thumbprint))) <= 64, "the column is no longer"
