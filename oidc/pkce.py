"""Proof key for code exchange (RFC 7636): S256 and nothing else."""

import hmac
import re

from authlib.oauth2.rfc7636 import create_s256_code_challenge

METHOD = "S256"
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z")  # base64url of SHA-256, section 4.2
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z")  # section 4.1


def why_no_challenge(challenge: str | None, method: str | None, *, required: bool) -> str | None:
    """Return what is wrong with the challenge of an authorization request, or None when it is right."""
    if challenge is None:
        if method is not None:
            return "code_challenge_method is sent without code_challenge"
        return "code_challenge is required, with code_challenge_method S256" if required else None
    if method != METHOD:  # an absent method would mean plain (section 4.3)
        return "code_challenge_method must be S256"
    return None if CHALLENGE.match(challenge) else "code_challenge is not the base64url of a SHA-256"


def why_not_proved(challenge: str | None, verifier: str | None) -> str | None:
    """Return why `verifier` does not answer `challenge`, or None when it does.

    A verifier without a challenge is a downgrade and refused like the reverse (RFC 9700, section 2.1.1).
    """
    if challenge is None:
        return None if verifier is None else "code_verifier is sent, but the request had no code_challenge"
    if verifier is None:
        return "code_verifier is missing"
    if not VERIFIER.match(verifier):
        return "code_verifier has 43 to 128 characters out of A-Z a-z 0-9 - . _ ~"
    holds = hmac.compare_digest(create_s256_code_challenge(verifier), challenge)
    return None if holds else "code_verifier does not match code_challenge"
