"""What each reader owes for any bytes: its own refusal or a meaningful value, and nothing else is ever raised.

The first byte of what is given tells tokens apart: odd, it is the token itself; even, header and claims (separated by
a NUL) are signed by the key that their reader trusts, so that what stands behind the signature is reached as well.
"""

import base64
import io
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from joserfc.jwk import ECKey

from core.clock import to_epoch
from ledger.verify import notes
from ledger.verify.anchors import Trust
from ledger.verify.bundle_file import verify_bundle
from ledger.verify.cosignatures import read_policy
from ledger.verify.export_file import verify_export
from ledger.verify.progress import Progress
from ledger.verify.report import Report, UnreadableError
from oidc.clients.assertions import AssertionRefusedError, verify
from oidc.clients.key_sets import public_keys
from oidc.dpop.proofs import ProofRefusedError, verified
from oidc.errors import PageError, RedirectError
from oidc.parameters import read
from oidc.request_checks import Asked, WayIn
from oidc.request_objects import NOT_PARAMETERS, ObjectRefusedError, unfolded
from oidc.requests import authorize_request, kept, restored
from tests.advisories.jose import Draft
from tests.ledger.rogue import Rogue
from tests.oidc.worlds import NOW, client, pairs

ISSUER = "https://op.example.id"
URL = f"{ISSUER}/token"
KEY = ECKey.import_key(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    }
)  # the example of RFC 7517, appendix A.2
PUBLIC = KEY.as_dict(private=False)
KEYS = public_keys({"keys": [PUBLIC]})
ROGUE = Rogue()
CORE = client("core")
TRUST = Trust([notes.read_key(ROGUE.key)], read_policy((), None))


def token_of(data: bytes) -> str:
    """Return the token that `data` describes."""
    if data[:1] and data[0] % 2:
        return data[1:].decode("latin-1")
    header, _nul, claims = data[1:].partition(b"\0")
    return Draft({}, {}, KEY).token(header, claims)


def claims_of(token: str) -> dict[str, Any]:
    """Return what a well signed token says, read by the book."""
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def described(text: str) -> None:
    """Hold a description to the alphabet of RFC 6749, section 5.2."""
    assert text.isascii() and text.isprintable() and not set('"\\') & set(text), text


def signing(header: dict[str, object], claims: dict[str, object]) -> bytes:
    """Return the bytes that describe this token, well signed."""
    return b"\0" + json.dumps(header).encode() + b"\0" + json.dumps(claims).encode()


def request_object(data: bytes) -> None:
    """An object is refused, or its parameters are its claims; what they ask is refused, or can be kept and found again."""
    token = token_of(data)
    try:
        found = unfolded(read(pairs()), CORE, token, KEYS, ISSUER, NOW)
    except ObjectRefusedError as refused:
        described(refused.refusal.description)
        return
    claims = claims_of(token)
    inside = {name for name in claims if name not in NOT_PARAMETERS}
    assert set(found.values) <= inside | dict(pairs()).keys()
    assert found.get("client_id") == CORE.id
    with suppress(PageError, RedirectError):
        made = authorize_request(Asked(found, WayIn.SIGNED), CORE)
        assert restored(json.loads(json.dumps(kept(made)))) == made


def dpop_proof(data: bytes) -> None:
    """A proof is refused, or shows the key in its header, for this very request and this minute."""
    token = token_of(data)
    try:
        shown = verified(token, "POST", URL, NOW)
    except ProofRefusedError as refused:
        described(str(refused))
        return
    claims = claims_of(token)
    assert (shown.thumbprint, claims["htm"]) == (KEY.thumbprint(), "POST")
    assert shown.expires_at > NOW and abs(claims["iat"] - to_epoch(NOW)) <= 60


def client_assertion(data: bytes) -> None:
    """An assertion is refused, or says of itself that it is this client's, for us, and not for long."""
    token = token_of(data)
    try:
        proved = verify(token, KEYS, "client-1", {ISSUER}, NOW)
    except AssertionRefusedError:
        return
    claims = claims_of(token)
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("client-1", "client-1", ISSUER)
    assert proved.expires_at > NOW and to_epoch(NOW) < claims["exp"] < to_epoch(NOW) + 311


def export(data: bytes) -> None:
    """An export is unreadable, or has a report that can be told; good is only what is signed by the given key."""
    _reported(lambda report: verify_export(io.BytesIO(data), TRUST, [], report, Progress(None)))


def bundle(data: bytes) -> None:
    """A bundle likewise."""
    _reported(lambda report: verify_bundle(io.BytesIO(data), TRUST, report))


def note(data: bytes) -> None:
    """A checkpoint or a key is unreadable, or is spelled as it was read."""
    with suppress(UnreadableError):
        found = notes.read_note(data)
        assert data.startswith(found.text) and found.text.decode().split("\n")[:2] == [found.origin, str(found.size)]
    text = data.decode("utf-8", "surrogateescape")
    with suppress(UnreadableError):
        assert len(read_policy([text], 1).witnesses) == 1
    with suppress(UnreadableError):
        assert notes.read_key(text).text == text.strip()


def _reported(check: Callable[[Report], None]) -> None:
    report = Report("drawn")
    try:
        check(report)
    except UnreadableError as refused:
        report.unreadable = str(refused)
    assert all(line.isprintable() for line in report.sentences()), "it goes to somebody's terminal"
    assert json.dumps(report.as_json())


READERS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (request_object, dpop_proof, client_assertion, export, bundle, note)
}
