"""Response types, modes, and what an authorization response looks like in each of them."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from core.clock import to_epoch
from oidc.response_modes import MODES, WayBack, mode_for, response_type
from oidc.responses import FormPost, Redirect, respond
from tests.oidc.worlds import NOW

ISSUER = "https://op.example.id"
TARGET = "https://rp.example.id/kembali?tetap=1"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("code", "code"),
        ("id_token code", "code id_token"),
        ("token id_token code", "code id_token token"),
        ("token", None),
        ("code code", None),
        ("code x", None),
        ("", None),
    ],
)
def test_types_are_known_in_any_order_of_words(text, known):
    assert response_type(text) == known


@pytest.mark.parametrize(
    ("of_type", "named", "mode"),
    [
        ("code", None, "query"),
        ("code", "fragment", "fragment"),
        ("code", "form_post", "form_post"),
        ("code", "jwt", "query.jwt"),
        ("code", "web_message", None),
        ("id_token", None, "fragment"),
        ("code id_token", "query", None),
        ("code id_token", "jwt", "fragment.jwt"),
        ("id_token token", "form_post", "form_post"),
    ],
)
def test_which_mode_a_request_gets(of_type, named, mode):
    got = mode_for(of_type, named)
    assert (None if got is None else got.name) == mode


def answer(ring, mode, algorithm="ES256", state="s&1"):
    back = WayBack("client-1", TARGET, state, MODES[mode], algorithm)
    return respond(ring, ISSUER, back, [("code", "c-1"), ("nothing", None)], NOW)


PLAIN = [("code", "c-1"), ("state", "s&1"), ("iss", ISSUER)]


def test_plain_modes_name_who_answers(ring):
    query, fragment, form = (answer(ring, mode) for mode in ("query", "fragment", "form_post"))
    assert isinstance(query, Redirect) and parse_qsl(urlsplit(query.url).query) == [("tetap", "1"), *PLAIN]
    assert isinstance(fragment, Redirect) and parse_qsl(urlsplit(fragment.url).fragment) == PLAIN
    assert urlsplit(fragment.url).query == "tetap=1"
    assert form == FormPost(TARGET, tuple(PLAIN))


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
@pytest.mark.parametrize("mode", ["query.jwt", "fragment.jwt", "form_post.jwt"])
def test_signed_modes_carry_one_jwt_and_nothing_beside_it(ring, mode, algorithm):
    given = answer(ring, mode, algorithm, state=None)
    if isinstance(given, FormPost):
        [(name, token)] = given.fields
    else:
        parts = urlsplit(given.url)
        [(name, token)] = [
            pair for pair in parse_qsl(parts.fragment if mode.startswith("f") else parts.query) if pair[0] != "tetap"
        ]
    opened = jwt.decode(token, KeySet.import_key_set(ring.public_jwks()), algorithms=[algorithm])
    assert (name, opened.header["alg"]) == ("response", algorithm)
    assert opened.claims == {"iss": ISSUER, "aud": "client-1", "exp": to_epoch(NOW) + 300, "code": "c-1"}
