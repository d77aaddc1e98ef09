"""PKCE: RFC 7636's own vectors, and every way around it."""

import pytest

from oidc.pkce import why_no_challenge, why_not_proved

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_vector_of_the_rfc():
    assert why_not_proved(CHALLENGE, VERIFIER) is None


@pytest.mark.parametrize(
    ("challenge", "verifier"),
    [
        (CHALLENGE, None),
        (None, VERIFIER),
        (CHALLENGE, VERIFIER[:-1] + "l"),
        (CHALLENGE, CHALLENGE),
        (CHALLENGE, VERIFIER[:42]),
        (CHALLENGE, VERIFIER + "="),
        (CHALLENGE, "é" * 43),
        (CHALLENGE, "a" * 129),
        (CHALLENGE.lower(), VERIFIER),
    ],
)
def test_what_does_not_prove(challenge, verifier):
    assert why_not_proved(challenge, verifier) is not None


def test_nothing_asked_and_nothing_sent_is_left_to_the_authorization_request():
    assert why_not_proved(None, None) is None


@pytest.mark.parametrize(
    ("challenge", "method", "required", "fits"),
    [
        (CHALLENGE, "S256", True, True),
        (CHALLENGE, "S256", False, True),
        (None, None, False, True),
        (None, None, True, False),
        (CHALLENGE, None, False, False),  # absent means plain
        (CHALLENGE, "plain", False, False),
        (CHALLENGE, "s256", True, False),
        (None, "S256", False, False),
        (CHALLENGE + "=", "S256", True, False),
        (CHALLENGE[:42], "S256", True, False),
        ("a" * 128, "S256", True, False),
    ],
)
def test_challenges(challenge, method, required, fits):
    assert (why_no_challenge(challenge, method, required=required) is None) is fits
