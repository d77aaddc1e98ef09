"""Pulls what the citizen allowed: right after the sign-in, and again later with the refresh token."""

import time
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from requests import RequestException
from werkzeug.datastructures import WWWAuthenticate

from demo.relying_party.configuration import Door
from demo.relying_party.provider import TIMEOUT_SECONDS, client, offer, registration
from demo.relying_party.received import Answer, from_claims, from_release
from demo.relying_party.refusals import NOT_OURS, NOT_VALID, UNREACHABLE, RefusedError
from demo.relying_party.visits import Visit
from demo.relying_party.words import known_reason

OVER = "invalid_grant"


def first(access_token: str, subject: str) -> Answer:
    """Return what this e-service pulls right after the sign-in; one that asks nothing pulls nothing."""
    match offer().door:
        case Door.NONE:
            return Answer()
        case Door.USERINFO:
            claims = _pulled(client().load_server_metadata()["userinfo_endpoint"], access_token)
            # OpenID Connect Core 1.0, section 5.3.2: an answer about somebody else is not used.
            if claims.get("sub") != subject:
                raise RefusedError(NOT_OURS)
            return from_claims(claims)
        case Door.RELEASE:
            return _released(access_token)


def again(visit: Visit) -> None:
    """Pull once more with the refresh token and renew the visit; what may no longer be had is forgotten.

    A refresh token serves once, and its reuse would end them all (RFC 9700, section 4.14.2): one pull at a time.
    """
    with visit.pulling:
        if visit.refresh_token is None:
            return
        try:
            visit.answer = _released(_renewed(visit))
            visit.ended = None
        except RefusedError as refusal:
            if refusal.reason != UNREACHABLE:
                visit.answer, visit.refresh_token = Answer(), None
                visit.ended = known_reason(refusal.reason, otherwise=OVER)
            raise
        finally:
            visit.pulls += 1
            visit.pulled_at = time.time()


def _renewed(visit: Visit) -> str:
    held = registration()
    try:
        endpoint = client().load_server_metadata()["token_endpoint"]
        with OAuth2Session(held.client_id, held.client_secret, default_timeout=TIMEOUT_SECONDS) as sekali:
            token = sekali.refresh_token(endpoint, refresh_token=visit.refresh_token)
    except OAuthError as error:
        raise RefusedError(error.description or error.error or NOT_VALID) from None
    except RequestException:
        raise RefusedError(UNREACHABLE) from None
    visit.refresh_token = token.get("refresh_token", visit.refresh_token)
    return str(token["access_token"])


def _released(access_token: str) -> Answer:
    return from_release(_pulled(registration().release_url(offer().purpose), access_token))


def _pulled(url: str, access_token: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, headers={"Authorization": f"Bearer {access_token}"}, timeout=TIMEOUT_SECONDS)
    except RequestException:
        raise RefusedError(UNREACHABLE) from None
    if answer.ok:
        return dict(answer.json())
    raise RefusedError(_told(answer))


def _told(answer: requests.Response) -> str:
    # RFC 6750, section 3: the reason stands in the header, whatever the body holds.
    challenge = WWWAuthenticate.from_header(answer.headers.get("WWW-Authenticate"))
    if challenge is None:
        return NOT_VALID
    return challenge.get("error_description") or challenge.get("error") or NOT_VALID
