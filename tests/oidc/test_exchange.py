"""The token exchange on both databases: one winner, families that end whole, and every state that kills a token."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import event

from accounts.tables import CitizenRow, SignInRow
from consent.store import GrantRow, PurposeRow, ServiceRow
from core.ids import digest, new_id
from oidc import revocation, store
from oidc import token as exchanging
from oidc.clearing import clear_expired
from oidc.codes import CodeRedemption
from oidc.errors import BodyError
from oidc.families import store as families
from oidc.minting import TokenAnswer
from oidc.possession.holding import Asker
from oidc.tables import ClientRow
from oidc.token_requests import RefreshRequest
from oidc.tokens import why_not_honoured
from tests.journeys.racing import ROUNDS, at_once, claim_code_without_condition, claim_refresh_without_condition
from tests.oidc.worlds import NOW, REDIRECT, VERIFIER

OFFLINE = {"scopes": ("openid", "offline_access"), "offline": True}


def exchange(world, request, now=NOW, **presented):
    with world.session() as session, session.begin():
        asker = Asker(world.presented(**presented))
        return exchanging.exchange(session, world.keys, world.terms, asker, request, now)


def redeem(world, code, now=NOW, redirect=REDIRECT, verifier=VERIFIER, **presented):
    return exchange(world, CodeRedemption(code, redirect, verifier), now, **presented)


def refresh(world, token, now=NOW, scopes=None):
    return exchange(world, RefreshRequest(token, scopes), now)


def why_dead(world, secret, now=NOW):
    with world.session() as session:
        return why_not_honoured(families.token(session, digest(secret), now, world.terms.sign_in), now)


def test_a_code_gives_an_access_token_and_an_id_token(world):
    world.code("c")
    answer = redeem(world, "c")
    assert answer.body().keys() == {"access_token", "token_type", "expires_in", "scope", "id_token"}
    assert answer.body()["expires_in"] == 600
    header, claims = world.keys.verify_own_jwt(answer.id_token, ["ES256"])
    assert header["kid"]
    assert claims["sub"] == world.keys.pairwise("rp.example.id", world.service, world.citizen)
    assert "sid" not in claims, "only who hears of endings gets a name of the session"
    assert why_dead(world, answer.access.secret) is None
    assert why_dead(world, answer.access.secret, NOW + timedelta(seconds=600)) == "token_expired"
    assert answer.access.secret not in repr(answer)


def test_a_replayed_code_ends_its_tokens(world):
    world.code("c", **OFFLINE)
    answer = redeem(world, "c")
    assert redeem(world, "c").error == "invalid_grant"
    assert why_dead(world, answer.access.secret) == "token_revoked"
    assert refresh(world, answer.refresh.secret).error == "invalid_grant"


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect": REDIRECT + "/"},
        {"redirect": None},
        {"verifier": None},
        {"verifier": "w" * 43},
        {"now": NOW + timedelta(seconds=60)},
    ],
)
def test_a_refused_code_is_used_up(world, wrong):
    world.code("c")
    assert redeem(world, "c", **wrong).error == "invalid_grant"
    assert redeem(world, "c").error == "invalid_grant"


def test_a_stranger_spends_nothing(world):
    world.code("c")
    with pytest.raises(BodyError) as refused:
        redeem(world, "c", secret="söndag-机")
    assert (refused.value.error, refused.value.status) == ("invalid_client", 401)
    with pytest.raises(BodyError):
        redeem(world, "c", client=new_id())
    assert isinstance(redeem(world, "c"), TokenAnswer)


def test_refreshing_rotates_and_keeps_the_time_of_the_sign_in(world):
    world.code("c", **OFFLINE)
    first = redeem(world, "c")
    later = NOW + timedelta(days=30)
    second = refresh(world, first.refresh.secret, later)
    assert second.refresh.secret != first.refresh.secret
    _, claims = world.keys.verify_own_jwt(second.id_token, ["ES256"])
    _, before = world.keys.verify_own_jwt(first.id_token, ["ES256"])
    assert claims["auth_time"] == before["auth_time"]
    assert "nonce" not in claims
    assert why_dead(world, second.access.secret, later) is None


def test_a_reused_refresh_token_ends_the_whole_family(world):
    world.code("c", **OFFLINE)
    first = redeem(world, "c")
    second = refresh(world, first.refresh.secret)
    assert refresh(world, first.refresh.secret).error == "invalid_grant"
    assert why_dead(world, first.access.secret) == why_dead(world, second.access.secret) == "token_revoked"
    assert refresh(world, second.refresh.secret).error == "invalid_grant"


@pytest.mark.parametrize(("state", "why"), [("paused", "purpose_paused"), ("replaced", "purpose_changed")])
def test_a_purpose_that_rests_gives_no_token_and_uses_up_no_refresh_token(world, state, why):
    world.code("c", **OFFLINE)
    world.code("later", **OFFLINE)
    first = redeem(world, "c")
    world.change(PurposeRow, world.purpose, state=state)
    for _ in range(2):
        refused = refresh(world, first.refresh.secret)
        assert (refused.error, refused.description) == ("invalid_grant", why)
    assert redeem(world, "later").description == why
    world.change(PurposeRow, world.purpose, state="active")
    second = refresh(world, first.refresh.secret)
    assert isinstance(second, TokenAnswer), "the citizen need not be asked again"
    assert refresh(world, first.refresh.secret).error == "invalid_grant", "it works once all the same"
    assert refresh(world, second.refresh.secret).error == "invalid_grant"


def test_a_narrower_scope_and_a_wider_one(world):
    world.code("c", scopes=("openid", "email", "offline_access"), offline=True)
    first = redeem(world, "c")
    second = refresh(world, first.refresh.secret, scopes=("openid",))
    assert second.access.scopes == ("openid",)
    third = refresh(world, second.refresh.secret)
    assert third.access.scopes == ("openid", "email", "offline_access")
    assert refresh(world, third.refresh.secret, scopes=("openid", "profile")).error == "invalid_scope"


def test_without_offline_access_there_is_nothing_to_refresh(world):
    world.code("c")
    answer = redeem(world, "c")
    assert answer.refresh is None
    assert refresh(world, answer.access.secret).error == "invalid_grant"


@pytest.mark.parametrize(
    ("row", "which", "change", "why", "offline_lives"),
    [
        (SignInRow, "sign_in", {"ended_at": NOW}, "signed_out", True),
        (CitizenRow, "citizen", {"state": "frozen"}, "frozen", False),
        (CitizenRow, "citizen", {"state": "closing"}, "account_not_active", False),
        (ClientRow, "client", {"state": "disabled"}, "client_disabled", False),
        (ServiceRow, "service", {"state": "disabled"}, "client_disabled", False),
    ],
)
def test_what_ends_a_token_at_once(world, row, which, change, why, offline_lives):
    world.code("short")
    world.code("long", **OFFLINE)
    short, long = redeem(world, "short"), redeem(world, "long")
    world.change(row, getattr(world, which), **change)
    assert why_dead(world, short.access.secret) == why
    assert why_dead(world, long.access.secret) == (None if offline_lives else why)


@pytest.mark.parametrize(
    ("row", "which", "change"),
    [
        (GrantRow, "grant", {"state": "withdrawn"}),
        (GrantRow, "grant", {"ends_at": NOW}),
        (CitizenRow, "citizen", {"state": "frozen"}),
    ],
)
def test_no_grant_no_token(world, row, which, change):
    world.code("c", **OFFLINE)
    world.code("d")
    first = redeem(world, "c")
    world.change(row, getattr(world, which), **change)
    assert redeem(world, "d").error == "invalid_grant"
    assert refresh(world, first.refresh.secret).error == "invalid_grant"


def test_a_token_does_not_outlive_its_grant(world):
    world.change(GrantRow, world.grant, ends_at=NOW + timedelta(seconds=90))
    world.code("c", **OFFLINE)
    answer = redeem(world, "c")
    assert answer.lifetime == 90
    assert answer.refresh.expires_at == NOW + timedelta(seconds=90)


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_revocation(world, kind):
    world.code("c", **OFFLINE)
    answer = redeem(world, "c")
    secret = getattr(answer, kind).secret
    with world.session() as session, session.begin():
        revocation.revoke(session, world.keys, world.terms, world.presented(), secret, NOW)
    assert why_dead(world, answer.access.secret) == "token_revoked"
    assert isinstance(refresh(world, answer.refresh.secret), TokenAnswer if kind == "access" else BodyError)


def test_introspection_tells_the_owner_only_and_only_what_lives(world):
    world.code("c", **OFFLINE)
    answer = redeem(world, "c")

    def told(secret):
        with world.session() as session, session.begin():
            return revocation.introspect(session, world.keys, world.terms, world.presented(), secret, NOW)

    assert told(answer.access.secret)["active"] is True
    assert told(answer.access.secret)["token_type"] == "Bearer"
    assert told(answer.refresh.secret)["active"] is True
    assert told("nothing") == {"active": False}
    refresh(world, answer.refresh.secret)
    assert told(answer.refresh.secret) == {"active": False}
    world.change(GrantRow, world.grant, state="withdrawn")
    assert told(answer.access.secret) == {"active": False}


def winners(world, kind, number):
    world.code(f"c{number}", **OFFLINE)
    secret = f"c{number}"
    if kind == "refresh":
        secret = redeem(world, secret).refresh.secret
    told = at_once(lambda: redeem(world, secret) if kind == "code" else refresh(world, secret))
    return [answer for answer in told if isinstance(answer, TokenAnswer)]


@pytest.mark.race
@pytest.mark.parametrize("kind", ["code", "refresh"])
def test_of_eight_at_once_one_wins_and_the_others_end_what_it_got(world, kind):
    for number in range(ROUNDS // 3):
        won = winners(world, kind, number)
        assert len(won) == 1
        assert why_dead(world, won[0].access.secret) == "token_revoked"
        assert refresh(world, won[0].refresh.secret).error == "invalid_grant"


@pytest.mark.race
@pytest.mark.parametrize("kind", ["code", "refresh"])
def test_control_without_the_conditions_of_the_claims_many_win(world, kind, monkeypatch):
    monkeypatch.setattr(store, "claim_code", claim_code_without_condition)
    monkeypatch.setattr(store, "claim_refresh", claim_refresh_without_condition)
    assert len(winners(world, kind, 0)) > 1


@pytest.mark.race
def test_a_refresh_that_runs_while_its_family_ends_gives_nothing_that_lives(world):
    world.code("c", **OFFLINE)
    first = redeem(world, "c")
    second = refresh(world, first.refresh.secret)
    barrier = Barrier(2)

    def run(secret):
        barrier.wait()
        return refresh(world, secret)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, [first.refresh.secret, second.refresh.secret]))
    for answer in answers:
        if isinstance(answer, TokenAnswer):
            assert why_dead(world, answer.access.secret) == "token_revoked"
            assert refresh(world, answer.refresh.secret).error == "invalid_grant"


def test_four_statements(world):
    world.code("warm")
    redeem(world, "warm")
    world.code("c", **OFFLINE)
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(world.engine, "before_cursor_execute", note)
    first = redeem(world, "c")
    assert len(seen) == 4, seen
    seen.clear()
    refresh(world, first.refresh.secret)
    assert len(seen) == 4, seen


def test_clearing_leaves_what_lives(world):
    world.code("c", **OFFLINE)
    answer = redeem(world, "c")
    later = NOW + timedelta(days=89)
    with world.session() as session, session.begin():
        clear_expired(session, later)
    assert isinstance(refresh(world, answer.refresh.secret, later), TokenAnswer)
    with world.session() as session, session.begin():
        clear_expired(session, later + timedelta(days=91))
        assert families.token(session, answer.access.digest, NOW, world.terms.sign_in), (
            "its client waits for the end of the sign-in"
        )
    world.change(SignInRow, world.sign_in, ended_at=later)
    with world.session() as session, session.begin():
        clear_expired(session, later + timedelta(days=91))
        assert families.token(session, answer.access.digest, NOW, world.terms.sign_in) is None
