"""A client that holds a key and proves it at every request (RFC 9449), with whatever a test wants wrong."""

import base64
import hashlib
import uuid

from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from core.clock import to_epoch

ALL = JWSRegistry(algorithms=["ES256", "RS256", "PS256", "EdDSA", "HS256"])


class Holder:
    """The holder of one key."""

    def __init__(self, clock, key=None) -> None:
        self.clock, self.key = clock, key or ECKey.generate_key("P-256")

    @property
    def thumbprint(self) -> str:
        return self.key.thumbprint()

    def proof(self, method, url, token=None, header=None, alg="ES256", **changes) -> str:
        claims = {"jti": str(uuid.uuid4()), "htm": method, "htu": url, "iat": to_epoch(self.clock())}
        if token is not None:
            claims["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
        kept = {name: value for name, value in (claims | changes).items() if value is not None}
        given = {"typ": "dpop+jwt", "alg": alg, "jwk": self.key.as_dict(private=False)} | (header or {})
        return jwt.encode(
            {name: value for name, value in given.items() if value is not None}, kept, self.key, registry=ALL
        )
