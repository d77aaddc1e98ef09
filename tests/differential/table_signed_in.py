"""The requests around a citizen who is signed in and agreed: with their session, their code, their tokens, and after they left."""

from tests.differential.asking import CALLBACK, Row
from tests.differential.table import BASIC, CHANGES, GOOD, pairs
from tests.differential.visiting import VERIFIER

OTHER = {"Authorization": "{other_basic}"}
REDEEMED = {"grant_type": "authorization_code", "code": "{code}", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
REFRESHED = {"grant_type": "refresh_token", "refresh_token": "{refresh}"}
ASKED_AGAIN: dict[str, dict[str, str | None]] = CHANGES | {
    "login": {"prompt": "login"},
    "consent": {"prompt": "consent"},
    "select account": {"prompt": "select_account"},
    "max_age 0": {"max_age": "0"},
    "max_age 0 and silent": {"max_age": "0", "prompt": "none"},
    "good hint": {"id_token_hint": "{id_token}"},
    "good hint and silent": {"id_token_hint": "{id_token}", "prompt": "none"},
    "access token as hint": {"id_token_hint": "{access}", "prompt": "none"},
    "another subject": {"claims": '{"id_token": {"sub": {"value": "nobody"}}}', "prompt": "none"},
    "form_post": {"response_mode": "form_post"},
    "fragment": {"response_mode": "fragment"},
    "jwt": {"response_mode": "jwt"},
}
SESSION = [
    Row(f"signed in: {name}", "authorize", "GET", pairs(GOOD, **changes), signed_in=True)
    for name, changes in ASKED_AGAIN.items()
]
CODES = [
    Row(f"code: {name}", "token", pairs=pairs(REDEEMED, **changes), headers=OTHER if name == "of another client" else BASIC)
    for name, changes in {
        "good": {}, "wrong verifier": {"code_verifier": "w" * 43}, "short verifier": {"code_verifier": "w"}, "no verifier": {"code_verifier": None},
        "wrong redirect": {"redirect_uri": CALLBACK + "/more"}, "no redirect": {"redirect_uri": None}, "used": {"code": "{used_code}"},
        "of another client": {}, "a refresh token": {"code": "{refresh}"}, "an access token": {"code": "{access}"}, "foreign resource": {"resource": "x"},
    }.items()
]  # fmt: skip
REFRESHES = [
    Row(f"refresh: {name}", "token", pairs=pairs(REFRESHED, **changes), headers=OTHER if name == "of another client" else BASIC)
    for name, changes in {
        "good": {}, "narrower": {"scope": "openid"}, "wider": {"scope": "openid profile"}, "used": {"refresh_token": "{used_refresh}"},
        "revoked": {"refresh_token": "{revoked_refresh}"}, "of another client": {}, "an access token": {"refresh_token": "{access}"},
        "an ID Token": {"refresh_token": "{id_token}"}, "a code": {"refresh_token": "{code}"},
    }.items()
]  # fmt: skip
KINDS = (
    "access",
    "refresh",
    "id_token",
    "code",
    "revoked_access",
    "access_of_revoked",
    "access_of_reused",
    "access_of_replayed",
)
READ = [
    *(Row(f"userinfo: {kind}", "userinfo", "GET", headers={"Authorization": f"Bearer {{{kind}}}"}) for kind in KINDS),
    Row("userinfo: access in the form", "userinfo", pairs=(("access_token", "{access}"),)),
    Row("userinfo: access in the address", "userinfo", "GET", (("access_token", "{access}"),)),
    Row("userinfo: access as DPoP", "userinfo", "GET", headers={"Authorization": "DPoP {access}"}),
    *(Row(f"introspect: {kind}", "introspect", pairs=(("token", f"{{{kind}}}"),), headers=BASIC) for kind in KINDS),
    Row("introspect: of another client", "introspect", pairs=(("token", "{access}"),), headers=OTHER),
    *(Row(f"revoke: {kind}", "revoke", pairs=(("token", f"{{{kind}}}"),), headers=BASIC) for kind in ("access", "refresh", "code")),
    Row("revoke: of another client", "revoke", pairs=(("token", "{access}"),), headers=OTHER),
    Row("revoke: wrong hint", "revoke", pairs=(("token", "{access}"), ("token_type_hint", "refresh_token")), headers=BASIC),
]  # fmt: skip
BACK = ("post_logout_redirect_uri", CALLBACK)
ENDS = [
    Row("leaving: no hint", "end_session", "GET", signed_in=True),
    Row("leaving: hint and foreign address", "end_session", "GET", (("id_token_hint", "{id_token}"), (BACK[0], "https://evil.example/")), signed_in=True),
    Row("leaving: address without hint", "end_session", "GET", (BACK,), signed_in=True),
    Row("leaving: another client's name", "end_session", "GET", (("id_token_hint", "{id_token}"), ("client_id", "{other}")), signed_in=True),
    Row("left: silent", "authorize", "GET", pairs(GOOD, prompt="none", state="{left}"), signed_in=True),
    Row("left: good", "authorize", "GET", pairs(GOOD, state="{left}"), signed_in=True),
    Row("left: userinfo", "userinfo", "GET", headers={"Authorization": "Bearer {access_of_left}"}),
    Row("left: introspect", "introspect", pairs=(("token", "{access_of_left}"),), headers=BASIC),
    Row("left: refresh", "token", pairs=pairs(REFRESHED, refresh_token="{refresh_of_left}"), headers=BASIC),
    Row("leaving: hint and address", "end_session", "GET", (("id_token_hint", "{id_token}"), BACK), signed_in=True),
]  # fmt: skip
SIGNED_IN = [*SESSION, *CODES, *REFRESHES, *READ, *ENDS]
