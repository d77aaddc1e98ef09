"""Authorization details: what is read out of the parameter, and what each mistake is told."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.purposes import Purpose
from oidc.details.vault_release import LONGEST, MEMBERS, MOST, TYPE, DetailsError, VaultRelease, asked_purpose, parse
from oidc.errors import Refusal
from oidc.requests import kept, purpose_of, restored
from tests.consent.worlds import purpose
from tests.drawing import drawn
from tests.oidc.worlds import asked, pairs, request

HERE = "https://sekali.example"
PLACE = f"{HERE}/api/release/library-card"


def release(**changes):
    given_members = {"type": TYPE, "purpose": "library-card"} | changes
    return {name: value for name, value in given_members.items() if value is not None}


def written(*details):
    return json.dumps(list(details))


def test_what_is_written_is_read() -> None:
    assert parse(None) is None
    assert parse(written(release())) == VaultRelease("library-card")
    whole = release(fields=["email"], frequency="once", locations=[PLACE])
    assert parse(written(whole)) == VaultRelease("library-card", ("email",), "once", (PLACE,))
    assert parse(written(whole | {"expires_at": 1}), is_answer=True) == parse(written(whole))
    assert parse(written(release(fields=[])), is_answer=True).fields == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[" * 4000, "JSON"),
        ('"vault_release"', "array"),
        (json.dumps(release()), "array"),
        ("[1]", "array"),
        ("[]", "one purpose"),
        (written(release(), release(purpose="other")), "one purpose"),
        ('[{"type": "vault_release", "purpose": "a", "purpose": "b"}]', "twice"),
        (written({"type": "payment"}), "vault_release"),
        (written(release(type=["vault_release"])), "vault_release"),
        (written({"purpose": "library-card"}), "vault_release"),
        (written(release(amount=1)), "members"),
        (written(release(expires_at=1)), "members"),
        (written(release(purpose=None)), "purpose"),
        (written(release(purpose="")), "purpose"),
        (written(release(purpose=1)), "purpose"),
        (written(release(purpose="p" * 201)), "purpose"),
        (written(release(frequency="daily")), "frequency"),
        (written(release(frequency=["once"])), "frequency"),
        (written(release() | {"frequency": None}), "frequency"),
        (written(release(fields=[])), "fields"),
        (written(release(fields="email")), "fields"),
        (written(release(fields=["email", "email"])), "fields"),
        (written(release(fields=["email", 1])), "fields"),
        (written(release(fields=[["email"]])), "fields"),
        (written(release(fields=[str(n) for n in range(101)])), "fields"),
        (written(release() | {"fields": None}), "fields"),
        (written(release(locations=[])), "locations"),
        (written(release(locations=PLACE)), "locations"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(text, sentence) -> None:
    with pytest.raises(DetailsError, match=sentence):
        parse(text)


@pytest.mark.parametrize("value", ["soon", True, 1.5, [1]])
def test_an_end_that_is_sent_back_is_a_number(value) -> None:
    with pytest.raises(DetailsError, match="seconds"):
        parse(written(release(expires_at=value)), is_answer=True)


def meant(of: Purpose, **changes):
    return asked_purpose([of], of.key, parse(written(release(**changes))), HERE)


def test_a_purpose_is_narrowed_to_what_is_asked() -> None:
    assert meant(purpose()) == purpose()
    assert meant(purpose(), fields=["email"], frequency="ongoing", locations=[PLACE]).only == {"email"}
    assert meant(purpose(), frequency="once").once
    assert meant(purpose(once=True)).once and meant(purpose(once=True), frequency="once").once


@pytest.mark.parametrize(
    ("of", "changes"),
    [
        (purpose(), {"fields": ["email", "nik"]}),
        (purpose(once=True), {"frequency": "ongoing"}),
        (purpose(), {"locations": ["https://other.example/api/release/library-card"]}),
        (purpose(), {"locations": [f"{HERE}/api/release/other"]}),
    ],
)
def test_more_than_the_purpose_permits_is_refused(of, changes) -> None:
    refused = meant(of, **changes)
    assert isinstance(refused, Refusal) and refused.error == "invalid_authorization_details"


def test_no_purpose_of_the_service_is_refused_with_the_error_of_details() -> None:
    refused = asked_purpose([], "library-card", parse(written(release())), HERE)
    assert refused.error == "invalid_authorization_details" and "purpose" in refused.description
    assert asked_purpose([], "library-card", None, HERE).error == "invalid_scope"


def test_the_purpose_to_look_up_is_known_before_anything_is_checked() -> None:
    assert purpose_of(asked(pairs(authorization_details=written(release()))).parameters) == "library-card"
    assert purpose_of(asked(pairs(authorization_details="{")).parameters) is None
    both = pairs(scope="openid purpose:other", authorization_details=written(release()))
    assert purpose_of(asked(both).parameters) == "other"


def test_a_request_is_kept_with_its_details() -> None:
    made = request(authorization_details=written(release(fields=["email"], frequency="once")))
    assert restored(json.loads(json.dumps(kept(made)))) == made
    old = kept(request())
    del old["release"]
    assert restored(old).release is None, "one that was under way when this was not known yet"


def test_the_documented_schema_is_the_one_that_is_read() -> None:
    text = (Path(__file__).parents[2] / "docs" / "connecting.md").read_text()
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    [schema] = [block for block in blocks if "$schema" in block]
    assert schema["required"] == ["type", "purpose"] and schema["additionalProperties"] is False
    assert tuple(schema["properties"]) == MEMBERS and schema["properties"]["type"] == {"const": TYPE}
    assert schema["properties"]["frequency"] == {"enum": ["once", "ongoing"]}
    bounds = {
        "minItems": 1,
        "maxItems": MOST,
        "uniqueItems": True,
        "items": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    }
    assert {name: schema["properties"]["fields"][name] for name in bounds} == bounds
    asked, told = (block for block in blocks if isinstance(block, list))
    assert parse(json.dumps(asked)) is not None
    assert parse(json.dumps(told), is_answer=True) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*MEMBERS, "x"]), inner, max_size=6),
    max_leaves=12,
)
NEAR = st.fixed_dictionaries({"type": st.just(TYPE), "purpose": st.text(max_size=3)}, optional={
    "fields": st.lists(st.text(max_size=3), max_size=3), "frequency": st.sampled_from(["once", "ongoing", ""]),
    "locations": JSON, "x": JSON,
})  # fmt: skip


@drawn(100)
@given(text=st.text() | JSON.map(json.dumps) | st.lists(NEAR, max_size=2).map(json.dumps), is_answer=st.booleans())
def test_whatever_is_sent_is_read_or_refused(text, is_answer) -> None:
    try:
        found = parse(text, is_answer=is_answer)
    except DetailsError as refused:
        found = str(refused)
    if isinstance(found, str):
        assert found.isascii() and '"' not in found, "it goes into an error description"
        return
    [told] = json.loads(text)
    assert set(told) <= {*MEMBERS, *(["expires_at"] if is_answer else [])}
    assert found.purpose == told["purpose"] and list(found.fields or []) == told.get("fields", [])
