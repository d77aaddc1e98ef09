"""Values of client metadata by their kind, whatever member holds them, and what they are judged by (RFC 7591, section 2)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oidc import redirects
from oidc.clients.profiles import TLS_METHODS, Profile
from oidc.errors import BodyError

LONGEST_TEXT = 400
MOST_ITEMS = 50
TEXT = re.compile(r"[^\x00-\x1f\x7f<>\ud800-\udfff]*\Z")


@dataclass(frozen=True, slots=True)
class Rules:
    """What metadata is judged by: the client's profile, and what the deployment allows.

    `http_on_loopback`: http to this machine; `tls_methods`: the ways of certificates, none without mutual TLS.
    """

    profile: Profile
    http_on_loopback: bool
    tls_methods: tuple[str, ...] = ()

    @property
    def auth_methods(self) -> tuple[str, ...]:
        """Return the ways in which the client may authenticate, the default first."""
        return tuple(one for one in self.profile.auth_methods if one not in TLS_METHODS or one in self.tls_methods)


def refused(description: str) -> BodyError:
    """Return the refusal of metadata (RFC 7591, section 3.2.2)."""
    return BodyError("invalid_client_metadata", description)


def text(name: str, value: Any, _rules: Rules) -> str:
    """Return a short plain text; raise `BodyError`."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not TEXT.match(value):
        raise refused(f"{name.partition('#')[0]} must be a short plain text")
    return value


def texts(name: str, value: Any, rules: Rules) -> list[str]:
    """Return a list of short plain texts; raise `BodyError`."""
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise refused(f"{name} must be a list of at most {MOST_ITEMS}")
    return [text(name, item, rules) for item in value]


def web_addresses(name: str, value: Any, rules: Rules) -> list[str]:
    """Return a list of https addresses; raise `BodyError`."""
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise refused(f"{name} must be a list of at most {MOST_ITEMS}")
    return [web_address(name, item, rules) for item in value]


def web_address(name: str, value: Any, rules: Rules) -> str:
    """Return an https address; raise `BodyError`."""
    if not redirects.is_web_address(value, http_on_loopback=rules.http_on_loopback):
        raise refused(f"{name.partition('#')[0]} must be an https address")
    return str(value)


def one_of(*allowed: str) -> Callable[[str, Any, Rules], Any]:
    """Return the check that a value is one of `allowed`."""

    def check(name: str, value: Any, _rules: Rules) -> Any:
        if not isinstance(value, str) or value not in allowed:
            raise refused(f"{name} must be one of {', '.join(allowed)}")
        return value

    return check


def some_of(*allowed: str) -> Callable[[str, Any, Rules], Any]:
    """Return the check that a value is a list out of `allowed`."""

    def check(name: str, value: Any, _rules: Rules) -> Any:
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(one, str) and one in allowed for one in value)
        ):
            raise refused(f"{name} must be a list out of {', '.join(allowed)}")
        return value

    return check


def flag(name: str, value: Any, _rules: Rules) -> bool:
    """Return true or false; raise `BodyError`."""
    if not isinstance(value, bool):
        raise refused(f"{name} must be true or false")
    return value
