"""Client credentials and bearer tokens: one way at a time, and nothing breaks on strange bytes."""

import base64

import pytest

from oidc.bearer import shown_token
from oidc.clients.credentials import ASSERTION_TYPE, Assertion, Bare, Secret, credentials
from oidc.errors import BearerError, BodyError
from oidc.parameters import read
from tests.oidc.test_assertions import signed


def basic(text: str | bytes) -> str:
    return "Basic " + base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (basic("c:s"), Secret("c", "client_secret_basic", "s")),
        (basic("c:s").replace("Basic", "bAsIc"), Secret("c", "client_secret_basic", "s")),
        (basic("c:a:b"), Secret("c", "client_secret_basic", "a:b")),
        (basic("c%3Ad:s%2B+x"), Secret("c:d", "client_secret_basic", "s+ x")),
        (basic("c:söndag-机"), Secret("c", "client_secret_basic", "söndag-机")),
        (basic("c:s%C3%B6n"), Secret("c", "client_secret_basic", "sön")),
    ],
)
def test_basic(header, wanted):
    assert credentials(read([("client_id", wanted.client_id)]), header) == wanted
    assert "secret=" not in repr(wanted)


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !",
        basic(b"\xff:\xfe"),
        basic("c"),
        basic(":s"),
        basic("c:"),
        basic("c:%ff"),
        "Bearer x",
        "",
        basic("c:" + "x" * 9000),
    ],
)
def test_headers_that_prove_nothing(header):
    with pytest.raises(BodyError) as refused:
        credentials(read([("client_id", "c")]), header)
    assert refused.value.error == "invalid_client"


def test_a_secret_in_the_body_an_assertion_and_a_bare_name():
    assert credentials(read([("client_id", "c"), ("client_secret", "s")]), None) == Secret(
        "c", "client_secret_post", "s"
    )
    assert credentials(read([("client_id", "c")]), None) == Bare("c")
    shown = credentials(read([("client_assertion", signed()), ("client_assertion_type", ASSERTION_TYPE)]), None)
    assert isinstance(shown, Assertion)
    assert shown.client_id == "c"


@pytest.mark.parametrize(
    ("pairs", "header", "error"),
    [
        ([], None, "invalid_client"),
        ([("client_secret", "s")], None, "invalid_client"),
        ([("client_id", "d")], basic("c:s"), "invalid_client"),
        ([("client_id", "c"), ("client_secret", "s")], basic("c:s"), "invalid_request"),
        ([("client_assertion", "x.y.z"), ("client_assertion_type", ASSERTION_TYPE)], basic("c:s"), "invalid_client"),
        ([("client_id", "c"), ("client_id", "c")], None, "invalid_request"),
        ([("client_secret", "s"), ("client_secret", "s"), ("client_id", "c")], None, "invalid_request"),
        ([("client_assertion", "x")], None, "invalid_client"),
        ([("client_assertion_type", ASSERTION_TYPE)], None, "invalid_client"),
        ([("client_assertion", "x.e30.y"), ("client_assertion_type", ASSERTION_TYPE)], None, "invalid_client"),
        ([("client_assertion", "x.W10.y"), ("client_assertion_type", ASSERTION_TYPE)], None, "invalid_client"),
        ([("client_assertion", "x"), ("client_assertion_type", "urn:other")], None, "invalid_client"),
    ],
)
def test_one_way_and_one_name(pairs, header, error):
    with pytest.raises(BodyError) as refused:
        credentials(read(pairs), header)
    assert refused.value.error == error


def test_an_assertion_beside_a_secret_is_two_ways():
    pairs = [
        ("client_assertion", signed()),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_id", "c"),
        ("client_secret", "s"),
    ]
    with pytest.raises(BodyError) as refused:
        credentials(read(pairs), None)
    assert refused.value.error == "invalid_request"


@pytest.mark.parametrize(
    ("header", "form", "wanted"),
    [
        ("Bearer t", [], "t"),
        ("bearer  t ", [], "t"),
        (None, [("access_token", "t")], "t"),
        (None, [], 401),
        ("", [], 401),
        ("Bearer", [], 401),
        ("Bearer ", [], 401),
        ("Basic dA==", [], 401),
        ("DPoP t", [], "t"),
        ("Bearer t", [("access_token", "t")], 400),
        (None, [("access_token", "t"), ("access_token", "t")], 400),
    ],
)
def test_bearer_tokens(header, form, wanted):
    if isinstance(wanted, str):
        assert shown_token(header, read(form)).secret == wanted
        return
    with pytest.raises(BearerError) as refused:
        shown_token(header, read(form))
    assert refused.value.status == wanted
    assert (refused.value.error is None) is (wanted == 401)
