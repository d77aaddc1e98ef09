"""Whatever a client sends as metadata, parameters or a signed token is read or refused, never a surprise."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc.clients.members import MEMBERS
from oidc.clients.metadata import accepted
from oidc.clients.profiles import PROFILES
from oidc.clients.signed import SignatureRefusedError, opened
from oidc.clients.values import Rules
from oidc.errors import BodyError, PageError, RedirectError
from oidc.requests import authorize_request, kept, restored
from tests.drawing import drawn
from tests.oidc.worlds import REDIRECT, asked, client, pairs

FEW = drawn(150)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(REDIRECT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("scope", "state", "prompt", "max_age", "claims", "nonce", "ui_locales", "response_type", "response_mode",
         "code_challenge", "code_challenge_method", "redirect_uri", "authorization_details", "login_hint", "dpop_jkt")  # fmt: skip


@FEW
@given(value=JSON, profile=st.sampled_from(sorted(PROFILES)))
def test_metadata(value, profile) -> None:
    for name in MEMBERS:
        with contextlib.suppress(BodyError):
            assert accepted({"redirect_uris": [REDIRECT], name: value}, Rules(PROFILES[profile], True))


@FEW
@given(sent=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20) | JSON.map(json.dumps), max_size=4))
def test_an_authorization_request(sent) -> None:
    with contextlib.suppress(PageError, RedirectError):
        made = authorize_request(asked(pairs(**sent)), client())
        assert restored(json.loads(json.dumps(kept(made)))) == made


@FEW
@given(
    token=st.text(max_size=60)
    | st.lists(st.text("eyJhbGciOiJub25lIn0", max_size=12), min_size=3, max_size=3).map(".".join)
)
def test_a_token_that_nobody_signed(token) -> None:
    with pytest.raises(SignatureRefusedError):
        opened(token, [], ("ES256",), {"jwt"})
