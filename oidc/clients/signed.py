"""JSON Web Signatures that clients make: read strictly, verified with their keys alone, the algorithm never the token's choice."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwa import EdDSAAlgorithm
from joserfc.jws import JWSRegistry

from core.canonical import NotCanonicalError, unb64
from oidc.clients.key_sets import PublicKey, candidates

MOST_TRIES = 4
TIMES = ("exp", "nbf", "iat")
LATEST = 2**53  # seconds; what is larger is no moment, and a double cannot tell it from its neighbour


class SignatureRefusedError(Exception):
    """The token proves nothing; the message is for the operator's log and the client's developer."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Header and claims of a token whose signature holds."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


class _ByItsOldName(EdDSAAlgorithm):
    security_warning = ""


class _Algorithms(JWSRegistry):
    max_header_length = 4096  # a proof of a key shows the key in its header, and an RSA key is long
    max_payload_length = 32_768  # a request object is as long as the request it stands for
    algorithms = {  # noqa: RUF012 - the base class declares it so
        **{name: JWSRegistry.algorithms[name] for name in ("ES256", "RS256", "PS256", "Ed25519")},
        "EdDSA": _ByItsOldName(),
    }


def header_of(token: str) -> Mapping[str, Any]:
    """Return the header of a compact token, unverified; raise `SignatureRefusedError` when it is none.

    One spelling per token: all three parts are canonical base64url, and no member comes twice.
    """
    try:
        head, _, _ = [unb64(part) for part in token.split(".", 3)]
        return _object(head)
    except (NotCanonicalError, ValueError, RecursionError):
        raise SignatureRefusedError("the token cannot be read") from None


def opened(token: str, keys: Sequence[PublicKey], algorithms: Collection[str], types: Collection[str]) -> Signed:
    """Return header and claims of a token that one of `keys` signed by one of `algorithms`; its times are numbers.

    `types` are the values that its `typ` may have, in lower case; a token without one counts as `jwt`
    (RFC 8725, section 3.11). Raises `SignatureRefusedError`.
    """
    header = header_of(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise SignatureRefusedError("the token is signed by another algorithm")
    if str(header.get("typ", "JWT")).lower() not in types:
        raise SignatureRefusedError("the token is of another type")
    if "crit" in header:
        # We understand no extension, and a list that is empty or names what everybody understands is malformed
        # (RFC 7515, section 4.1.11); libraries differ about both.
        raise SignatureRefusedError("the token demands an extension")
    registry = _Algorithms(algorithms=[algorithm])
    for key in candidates(keys, header)[:MOST_TRIES]:
        if (payload := _payload(token, key, registry)) is not None:
            return Signed(header, _claims(payload))
    raise SignatureRefusedError("no key of the client made this signature")


def _payload(token: str, key: PublicKey, registry: JWSRegistry) -> bytes | None:
    try:
        return jws.deserialize_compact(token, key, registry=registry).payload
    except (JoseError, ValueError, TypeError):
        return None


def _claims(payload: bytes) -> Mapping[str, Any]:
    try:
        claims = _object(payload)
    except (ValueError, RecursionError):
        raise SignatureRefusedError("the claims cannot be read") from None
    if not all(_is_moment(claims.get(name)) for name in TIMES):
        raise SignatureRefusedError("a time is no number")
    return claims


def _is_moment(value: Any) -> bool:
    # JSON of Python knows NaN and Infinity, which every comparison of ours would let pass one way or the other.
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        return False
    return value is None or -LATEST <= value <= LATEST


def _object(data: bytes) -> Mapping[str, Any]:
    found = json.loads(data, object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a value of the protocol, not a type of ours
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a member is repeated")
    return dict(pairs)
