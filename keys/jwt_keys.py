"""The keys that sign tokens: loaded once, chosen by name, published with the one to come and the ones just gone."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError, UnsupportedAlgorithmError
from joserfc.jwa import EdDSAAlgorithm
from joserfc.jwk import ECKey, OKPKey, RSAKey

from keys.material import TOKEN_PURPOSES, KeyRingError, Purpose, RingKey, State

SigningKey = RSAKey | ECKey | OKPKey

ALGORITHM_OF = {purpose: alg for alg, purpose in TOKEN_PURPOSES.items()}
LEAST_RSA_BITS = 2048


class Ed25519ByItsOldName(EdDSAAlgorithm):
    """EdDSA as services know it; RFC 9864 renames it for the curve, which our key type fixes already."""

    security_warning = ""


class OwnAlgorithms(jws.JWSRegistry):
    """The three algorithms of our own tokens and no other."""

    algorithms = {  # noqa: RUF012 - the base class declares it so
        "ES256": jws.JWSRegistry.algorithms["ES256"],
        "RS256": jws.JWSRegistry.algorithms["RS256"],
        "EdDSA": Ed25519ByItsOldName(),
    }


ONLY = {alg: OwnAlgorithms(algorithms=[alg]) for alg in TOKEN_PURPOSES}


class TokenKeys:
    """All token keys of a ring as JOSE key objects (importing an RSA key takes tens of milliseconds)."""

    __slots__ = ("_current", "_published")

    def __init__(self, keys: Iterable[RingKey]) -> None:
        self._current: dict[str, str] = {}
        self._published: dict[str, tuple[str, SigningKey]] = {}
        order = {State.CURRENT: 0, State.NEXT: 1, State.RETIRED: 2}
        for key in sorted(keys, key=lambda key: (order[key.state], -key.version)):
            alg = ALGORITHM_OF[key.purpose]
            loaded = load(key)
            if loaded.thumbprint() != key.kid:
                raise KeyRingError(f"The key {key.purpose} version {key.version} does not have the kid it claims.")
            self._published[key.kid] = (alg, loaded)
            if key.state is State.CURRENT:
                self._current[alg] = key.kid

    def sign(self, claims: Mapping[str, Any], alg: str, typ: str) -> str:
        """Return `claims` as a compact JWT under the current key of `alg`; raise `JoseError` for another `alg`."""
        if alg not in self._current:
            raise UnsupportedAlgorithmError("this provider signs with ES256, RS256 and EdDSA")
        kid = self._current[alg]
        return signed(claims, alg, typ, kid, self._published[kid][1])

    def verify(self, token: str, algs: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return header and claims of a token signed by one of these keys; raise `JoseError` for any other."""
        named = jws.extract_compact(token.encode("utf-8", "surrogatepass")).headers()
        alg, key = self._published.get(_text(named.get("kid")), ("", None))
        if key is None:
            raise InvalidKeyIdError
        if alg not in algs:
            raise UnsupportedAlgorithmError("the token is not signed as asked")
        # The algorithm is the key's, never the header's choice (RFC 8725, section 3.1): this registry knows no other.
        opened = jwt.decode(token, key, registry=ONLY[alg])
        return opened.header, opened.claims

    def public_jwks(self, algs: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Return the JWK Set (RFC 7517, section 5) of the keys of `algs`: current first, then next, then retired."""
        return {"keys": [public_jwk(alg, kid, key) for kid, (alg, key) in self._published.items() if alg in algs]}


def load(key: RingKey) -> SigningKey:
    """Return the JOSE key object of a ring key; raise `KeyRingError` when its bytes are not such a key."""
    try:
        if key.purpose is Purpose.TOKENS_EDDSA or key.purpose is Purpose.RECEIPT:
            return OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(key.material))
        private = load_der_private_key(key.material, None)
    except ValueError:
        raise KeyRingError(f"The key {key.purpose} version {key.version} cannot be read.") from None
    match key.purpose, private:
        case Purpose.TOKENS_ES256, EllipticCurvePrivateKey(curve=SECP256R1()):
            return ECKey.import_key(private)
        case Purpose.TOKENS_RS256, RSAPrivateKey(key_size=bits) if bits >= LEAST_RSA_BITS:
            return RSAKey.import_key(private)
    raise KeyRingError(f"The key {key.purpose} version {key.version} is not of its kind.")


def signed(claims: Mapping[str, Any], alg: str, typ: str, kid: str, key: SigningKey) -> str:
    """Return `claims` as a compact JWS whose header names algorithm, type and key."""
    return jwt.encode({"alg": alg, "kid": kid, "typ": typ}, dict(claims), key, registry=ONLY[alg])


def proven(text: str, x: str) -> dict[str, Any]:
    """Return the claims of a compact JWS that the Ed25519 key `x` (RFC 8037) signed; raise `JoseError` or `ValueError`."""
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})
    return dict(jwt.decode(text, key, registry=ONLY["EdDSA"]).claims)


def public_jwk(alg: str, kid: str, key: SigningKey) -> dict[str, Any]:
    """Return the public JWK of a signing key (RFC 7517, section 4)."""
    return {**cast("dict[str, Any]", key.as_dict(private=False)), "use": "sig", "alg": alg, "kid": kid}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


__all__ = ["JoseError", "SigningKey", "TokenKeys", "load", "proven", "public_jwk", "signed"]
