"""Values for the tables: a client, a request, a sign-in, an authorization, each with one thing changed."""

from datetime import UTC, datetime, timedelta

from accounts.sign_ins import PASSWORD_ACR, SignIn
from oidc.clients.client import Client
from oidc.clients.profiles import PROFILES
from oidc.codes import Authorization
from oidc.parameters import read
from oidc.request_checks import Asked, WayIn
from oidc.requests import authorize_request

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
REDIRECT = "https://rp.example.id/kembali"


def client(profile="standard", **details) -> Client:
    given = {
        "redirect_uris": [REDIRECT],
        "application_type": "web",
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "id_token_signed_response_alg": "ES256",
    }
    return Client("client-1", "service-1", 1, PROFILES[profile], "rp.example.id", given | details)


def pairs(**changes) -> list[tuple[str, str]]:
    given = {
        "client_id": "client-1",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "openid",
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes
    return [(name, value) for name, value in given.items() if value is not None]


def asked(given) -> Asked:
    return Asked(read(given), WayIn.PLAIN)


def request(of=None, **changes):
    return authorize_request(asked(pairs(**changes)), of or client())


def sign_in(**changes) -> SignIn:
    given = {"id": "sid-1", "citizen": "citizen-1", "auth_time": NOW - timedelta(minutes=10), "acr": PASSWORD_ACR,
             "amr": ("pwd",), "language": "id", "seen_at": NOW}  # fmt: skip
    return SignIn(**(given | changes))


def authorization(**changes) -> Authorization:
    given = {
        "id": "family-1", "client_id": "client-1", "citizen": "citizen-1", "grant": "grant-1", "sign_in": "sid-1",
        "redirect_uri": REDIRECT, "scopes": ("openid",), "named_fields": (), "nonce": "n-1", "challenge": CHALLENGE, "bound_to": None,
        "offline": False, "auth_time": NOW - timedelta(minutes=10), "acr": PASSWORD_ACR, "amr": ("pwd",),
        "expires_at": NOW + timedelta(seconds=60), "asked_at": NOW,
    }  # fmt: skip
    return Authorization(**(given | changes))
