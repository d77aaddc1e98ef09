"""Response types and modes: what an authorization response holds, and by which way it travels back to the client."""

from dataclasses import dataclass
from enum import StrEnum

TYPES = ("code", "id_token", "id_token token", "code id_token", "code token", "code id_token token")


class Carrier(StrEnum):
    """What carries the parameters: the address before or behind its `#`, or a form that the browser posts."""

    QUERY = "query"
    FRAGMENT = "fragment"
    FORM = "form_post"


@dataclass(frozen=True, slots=True)
class ResponseMode:
    """A `response_mode`; `is_signed` when the parameters travel as one signed JWT (JARM, section 2.3)."""

    name: str
    carrier: Carrier
    is_signed: bool = False


MODES = {
    mode.name: mode
    for mode in (
        ResponseMode("query", Carrier.QUERY),
        ResponseMode("fragment", Carrier.FRAGMENT),
        ResponseMode("form_post", Carrier.FORM),
        ResponseMode("query.jwt", Carrier.QUERY, is_signed=True),
        ResponseMode("fragment.jwt", Carrier.FRAGMENT, is_signed=True),
        ResponseMode("form_post.jwt", Carrier.FORM, is_signed=True),
    )
}


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where the answer to one request goes, and how; `algorithm` signs it when its mode is a signed one.

    `is_encrypted` when its client then wants it encrypted too (JARM, section 3).
    """

    client_id: str
    redirect_uri: str
    state: str | None
    mode: ResponseMode
    algorithm: str
    is_encrypted: bool = False


def response_type(text: str) -> str | None:
    """Return the response type that `text` names, whatever the order of its words, or None when there is none such."""
    words = text.split()
    if len(set(words)) != len(words):
        return None
    return next((known for known in TYPES if set(known.split()) == set(words)), None)


def default_mode(of_type: str | None) -> ResponseMode:
    """Return the mode of a response type (OAuth 2.0 Multiple Response Type Encoding Practices, section 5)."""
    return MODES["query" if of_type in {None, "code"} else "fragment"]


def mode_for(of_type: str | None, named: str | None) -> ResponseMode | None:
    """Return the mode that a request asks for, or None when it may not be had: no token ever travels in a query."""
    usual = default_mode(of_type)
    if named is None:
        return usual
    mode = MODES[f"{usual.name}.jwt"] if named == "jwt" else MODES.get(named)
    if mode is not None and mode.carrier is Carrier.QUERY and usual.carrier is not Carrier.QUERY and not mode.is_signed:
        return None
    return mode
