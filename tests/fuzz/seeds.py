"""Where each reader's walk begins: what is good, made by code, and what is bent in ways that are easy to see."""

import hashlib
import io
import zipfile
from base64 import b64encode

from core.clock import to_epoch
from tests.fuzz.readers import ISSUER, PUBLIC, ROGUE, URL, signing, token_of
from tests.ledger.histories import bodies, given, release, step, withdrawn
from tests.oidc.test_request_objects import INSIDE
from tests.oidc.worlds import NOW

AT = to_epoch(NOW)
LINES = bodies(step("account.opened", "a"), step("profile.changed", "a"), given(), release(), withdrawn())
OBJECT = signing({"alg": "ES256", "typ": "oauth-authz-req+jwt"}, INSIDE | {"resource": ["https://a.example/"]})
PROOF = signing(
    {"typ": "dpop+jwt", "alg": "ES256", "jwk": PUBLIC}, {"jti": "1", "htm": "POST", "htu": URL, "iat": AT, "ath": "x"}
)
ASSERTED = signing(
    {"alg": "ES256"}, {"iss": "client-1", "sub": "client-1", "aud": ISSUER, "jti": "1", "exp": AT + 60, "iat": AT}
)


def bundled(method: int = zipfile.ZIP_DEFLATED, **more: bytes) -> bytes:
    """Return a bundle of one entry, and what else is said by name."""
    leaf = hashlib.sha256(b"\0" + LINES[0]).digest()
    note = ROGUE.note(1, leaf)
    parts = {
        "checkpoint.txt": note,
        "entries/000000000.json": LINES[0],
        "proofs/000000000.tlog-proof": b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + note,
    } | more
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as bundle:
        for name, data in parts.items():
            bundle.writestr(name, data)
    return written.getvalue()


def unsigned(described: bytes) -> bytes:
    """Return the bytes that stand for the same token as it is sent."""
    return b"\1" + token_of(described).encode()


SEEDS: dict[str, list[bytes]] = {
    "request_object": [OBJECT, unsigned(OBJECT)],
    "dpop_proof": [PROOF, unsigned(PROOF)],
    "client_assertion": [ASSERTED, unsigned(ASSERTED)],
    "export": [ROGUE.export(LINES), ROGUE.export([]), ROGUE.export(bodies(given(), release(fields="\x9b2J")))],
    "bundle": [bundled(), bundled(zipfile.ZIP_STORED), bundled(foreign=b"x"), bundled(**{"\x1b[2J": b""}), bundled(zipfile.ZIP_LZMA), bundled(zipfile.ZIP_BZIP2)],
    "note": [ROGUE.note(1, bytes(32)), ROGUE.key.encode(), b"\x80+00000000+" + b64encode(b"\4" + bytes(32))],
}  # fmt: skip
