"""A visitor signs in: sent to Sekali, and back with an answer that is checked before it is believed."""

import time
from typing import Any

from authlib.integrations.base_client import OAuthError
from flask import Response, request, session
from joserfc.errors import JoseError
from requests import RequestException

from demo.relying_party import pulls
from demo.relying_party.configuration import Offer
from demo.relying_party.provider import client, offer, registration
from demo.relying_party.refusals import NOT_FRESH, NOT_OURS, NOT_VALID, UNREACHABLE, RefusedError
from demo.relying_party.visits import Visit

LEEWAY_SECONDS = 60


def begin(language: str) -> Response:
    """Return the redirect to Sekali; raise `RefusedError` when it cannot be reached."""
    here = offer()
    wishes: dict[str, object] = {"ui_locales": language}
    if here.max_age is not None:
        wishes["max_age"] = here.max_age
    try:
        answer: Response = client().authorize_redirect(here.redirect_uri, **wishes)
    except (RequestException, ValueError) as error:
        raise RefusedError(UNREACHABLE) from error
    return answer


def complete() -> Visit:
    """Return the visit of whoever comes back from Sekali, with what they allowed; raise `RefusedError` otherwise."""
    sekali = client()
    try:
        _refuse_foreign_answer(sekali)
        _refuse_told_error(sekali)
        token = sekali.authorize_access_token(claims_options=_claims_options(sekali))
        identity = token.get("userinfo")
        if identity is None:
            raise RefusedError(NOT_VALID)
        _refuse_stale(offer(), identity)
        answer = pulls.first(token["access_token"], identity["sub"])
    except RequestException as error:
        raise RefusedError(UNREACHABLE) from error
    except (OAuthError, JoseError, ValueError) as error:
        raise RefusedError(NOT_VALID) from error
    return Visit(
        subject=identity["sub"],
        id_token=token["id_token"],
        refresh_token=token.get("refresh_token"),
        answer=answer,
        pulled_at=time.time(),
        pulls=1,
    )


def _refuse_foreign_answer(sekali: Any) -> None:
    # Authlib compares the state of a code but not of an error, and does not know RFC 9207: both are done here,
    # before anything in the answer is read.
    if sekali.framework.get_state_data(session, request.args.get("state")) is None:
        raise RefusedError(NOT_OURS)
    told = request.args.get("iss")
    promised = sekali.load_server_metadata().get("authorization_response_iss_parameter_supported", False)
    if told != registration().issuer and (told is not None or promised):
        raise RefusedError(NOT_OURS)


def _refuse_told_error(sekali: Any) -> None:
    if error := request.args.get("error"):
        sekali.framework.clear_state_data(session, request.args.get("state"))
        raise RefusedError(error, detail=request.args.get("error_description", ""))


def _claims_options(sekali: Any) -> dict[str, dict[str, object]]:
    # Without the second line Authlib would accept an ID Token that was made for another client.
    return {
        "iss": {"essential": True, "value": registration().issuer},
        "aud": {"essential": True, "value": sekali.client_id},
    }


def _refuse_stale(here: Offer, identity: dict[str, object]) -> None:
    # OpenID Connect Core 1.0, section 3.1.3.7, point 13: who asked for max_age compares auth_time.
    if here.max_age is None:
        return
    auth_time = identity.get("auth_time")
    if not isinstance(auth_time, int) or time.time() - auth_time > here.max_age + LEEWAY_SECONDS:
        raise RefusedError(NOT_FRESH)
