"""Authorizing on both databases: no row on the way if nothing is asked, three statements, and each interaction answered once."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from accounts.sign_ins import PASSWORD_ACR, SignIn
from accounts.tables import CitizenRow
from consent.store import AskRow, GrantRow, PurposeRow
from core.ids import digest, new_id
from oidc import authorize
from oidc.answering import Answer
from oidc.authorization.cases import Visit
from oidc.authorization.store import under_way
from oidc.errors import PageError, PageReason, RedirectError
from oidc.families import store as families
from oidc.interaction import NeedConsent, NeedSignIn
from oidc.tables import ClientRow, CodeRow, InteractionRow
from tests.oidc.worlds import NOW, REDIRECT, asked, pairs

MINE, OTHERS = b"m" * 32, b"o" * 32


def visit(world, browser=MINE, now=NOW, signed_in=True, **changes) -> Visit:
    given = {"id": world.sign_in, "citizen": world.citizen, "auth_time": NOW - timedelta(minutes=10), "acr": PASSWORD_ACR, "amr": ("pwd",),
             "language": "id", "seen_at": NOW}  # fmt: skip
    return Visit(SignIn(**(given | changes)) if signed_in else None, browser, now)


def begin(world, at=None, **changes):
    with world.session() as session, session.begin():
        return authorize.begin(
            session,
            world.keys,
            world.terms,
            asked(pairs(client_id=world.client, **changes)),
            at or visit(world),
        )


def resume(world, interaction, at=None):
    with world.session() as session, session.begin():
        return authorize.resume(session, world.keys, world.terms, interaction, at or visit(world))


def told(answer):
    assert isinstance(answer, Answer)
    assert answer.back.redirect_uri == REDIRECT
    return dict(answer.parameters) | {"state": answer.back.state}


def rows(world, table) -> int:
    with world.session() as session:
        return session.scalar(select(func.count()).select_from(table))


def withdrawn(world):
    world.change(GrantRow, world.grant, state="withdrawn")


def decided(world, interaction, decision, grant=None):
    with world.session() as session, session.begin():
        ask = session.get_one(AskRow, interaction)
        ask.citizen_id, ask.decision, ask.grant_id = world.citizen, decision, grant


def test_a_returning_citizen_costs_two_statements_beside_the_sign_in(world):
    begin(world)
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(world.engine, "before_cursor_execute", note)
    answer = told(begin(world))
    assert len(seen) == 2, seen
    assert answer.keys() == {"code", "state"}
    assert len(answer["code"]) == 43
    assert rows(world, InteractionRow) == 0


def test_a_stranger_signs_in_first_and_is_asked_then(world):
    withdrawn(world)
    turn = begin(world, visit(world, signed_in=False))
    assert turn.step == NeedSignIn()
    turn = resume(world, turn.interaction)
    assert turn.step == NeedConsent()
    with world.session() as session:
        assert under_way(session, turn.interaction, MINE, NOW).request.redirect_uri == REDIRECT
        assert under_way(session, turn.interaction, OTHERS, NOW) is None
    world.change(GrantRow, world.grant, state="live")
    decided(world, turn.interaction, "allow", world.grant)
    assert "code" in told(resume(world, turn.interaction))
    with pytest.raises(PageError) as refused:
        resume(world, turn.interaction)
    assert refused.value.reason is PageReason.FINISHED
    assert rows(world, CodeRow) == 1


def test_declining_is_told_to_the_service(world):
    withdrawn(world)
    turn = begin(world)
    decided(world, turn.interaction, "deny")
    answer = told(resume(world, turn.interaction))
    assert (answer["error"], answer["error_description"], answer["state"]) == (
        "access_denied",
        "citizen_refused",
        "s-1",
    )


def test_the_answer_of_another_citizen_is_none(world):
    withdrawn(world)
    turn = begin(world)
    decided(world, turn.interaction, "allow", world.grant)
    another = new_id()
    with world.session() as session, session.begin():
        session.add(CitizenRow(id=another, state="active", language="id", tag=digest(another)[:16], created_at=NOW))
    assert resume(world, turn.interaction, visit(world, id=new_id(), citizen=another)).step == NeedConsent()


def test_a_one_off_purpose_is_asked_every_time(world):
    world.change(PurposeRow, world.purpose, once=True)
    world.change(GrantRow, world.grant, once=True)
    turn = begin(world, scope="openid offline_access")
    assert turn.step == NeedConsent()
    decided(world, turn.interaction, "allow", world.grant)
    assert "code" in told(resume(world, turn.interaction))
    with world.session() as session:
        kept = session.scalars(select(CodeRow)).one()
        assert (kept.offline, kept.scope) == (False, "openid"), "one-off access does not last"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"browser": OTHERS}, PageReason.OTHER_BROWSER),
        ({"now": NOW + timedelta(hours=1)}, PageReason.EXPIRED),
    ],
)
def test_an_interaction_of_another_browser_or_time(world, change, reason):
    turn = begin(world, visit(world, signed_in=False))
    with pytest.raises(PageError) as refused:
        resume(world, turn.interaction, visit(world, **change))
    assert refused.value.reason is reason
    assert "code" in told(resume(world, turn.interaction)), "nothing is lost by it"


def test_an_unknown_interaction(world):
    with pytest.raises(PageError) as refused:
        resume(world, new_id())
    assert refused.value.reason is PageReason.UNKNOWN_INTERACTION


def test_what_changed_meanwhile_is_seen(world):
    turn = begin(world, visit(world, signed_in=False))
    with world.session() as session, session.begin():
        row = session.get_one(ClientRow, world.client)
        row.details, row.version = {**row.details, "redirect_uris": ["https://other.example.id/"]}, 2
    with pytest.raises(PageError) as refused:
        resume(world, turn.interaction)
    assert refused.value.reason is PageReason.FOREIGN_REDIRECT
    with pytest.raises(PageError):
        begin(world)
    world.change(ClientRow, world.client, state="disabled")
    with pytest.raises(PageError) as refused:
        resume(world, turn.interaction)
    assert refused.value.reason is PageReason.UNKNOWN_CLIENT


def test_a_posted_request_belongs_to_the_first_browser_that_opens_it(world):
    with world.session() as session, session.begin():
        interaction = authorize.keep_posted(
            session, world.terms, asked(pairs(client_id=world.client, prompt="login")), NOW
        )
    turn = resume(world, interaction)
    assert turn.step == NeedSignIn(again=True)
    with pytest.raises(PageError) as refused:
        resume(world, interaction, visit(world, OTHERS))
    assert refused.value.reason is PageReason.OTHER_BROWSER


@pytest.mark.parametrize(
    ("scope", "state", "error"),
    [
        ("openid purpose:other", "active", "invalid_scope"),
        ("openid", "replaced", "invalid_scope"),
        ("openid", "paused", "access_denied"),
        ("openid purpose:kartu", "paused", "access_denied"),
        ("openid purpose:kartu", "active", None),
    ],
)
def test_purposes(world, scope, state, error):
    world.change(PurposeRow, world.purpose, state=state)
    if error is None:
        assert "code" in told(begin(world, scope=scope))
        return
    with pytest.raises(RedirectError) as refused:
        begin(world, scope=scope)
    assert refused.value.refusal.error == error
    assert (refused.value.refusal.description == "purpose_paused") == (state == "paused")


def test_two_purposes_are_named(world):
    with world.session() as session, session.begin():
        known = session.get_one(PurposeRow, world.purpose)
        values = {column.name: getattr(known, column.name) for column in PurposeRow.__table__.columns}
        session.add(PurposeRow(**(values | {"id": new_id(), "key": "lain"})))
    with pytest.raises(RedirectError):
        begin(world)
    assert "code" in told(begin(world, scope="openid purpose:kartu"))
    assert begin(world, scope="openid purpose:lain").step == NeedConsent()


def test_hints(world):
    subject = world.keys.pairwise("rp.example.id", world.service, world.citizen)

    def hint(**changes):
        return world.keys.sign_jwt(
            {"iss": world.terms.issuer, "aud": world.client, "sub": subject, "exp": 1} | changes, "ES256"
        )

    assert "code" in told(begin(world, prompt="none", id_token_hint=hint()))
    assert told(begin(world, prompt="none", id_token_hint=hint(sub="another")))["error"] == "login_required"
    for bad in (hint(aud="another"), hint(iss="https://other"), hint()[:-2], "x"):
        with pytest.raises(RedirectError) as refused:
            begin(world, id_token_hint=bad)
        assert refused.value.refusal.error == "invalid_request"


def test_a_code_is_kept_as_a_digest(world):
    code = told(begin(world, scope="openid email", nonce="n"))["code"]
    with world.session() as session:
        row = session.scalars(select(CodeRow)).one()
        assert row.digest == digest(code)
        assert code not in repr(vars(row))
        assert (row.nonce, row.scope, row.offline) == ("n", "openid email", False)
        found = families.family(session, row.id, NOW, world.terms.sign_in)
        assert found.purpose == "kartu"
