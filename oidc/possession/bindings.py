"""Bindings: a token belongs to whoever proves one key by DPoP, or shows one certificate; told and kept in one form."""

from dataclasses import dataclass
from enum import StrEnum

MARK = ":"


class Kind(StrEnum):
    """How possession is shown; the value is the member of `cnf` that tells it (RFC 9449, section 6.1; RFC 8705, section 3.1)."""

    KEY = "jkt"
    CERTIFICATE = "x5t#S256"


@dataclass(frozen=True, slots=True)
class Binding:
    """Who alone may use a token: the holder of the key, or of the certificate, with this SHA-256 thumbprint."""

    kind: Kind
    thumbprint: str

    @property
    def confirmation(self) -> dict[str, str]:
        """Return the value of `cnf` (RFC 7800, section 3.1)."""
        return {self.kind.value: self.thumbprint}

    @property
    def text(self) -> str:
        """Return the form that is kept in a row: thumbprints know no colon, so a key's stands alone."""
        return self.thumbprint if self.kind is Kind.KEY else self.kind + MARK + self.thumbprint


def restored(text: str | None) -> Binding | None:
    """Return the binding that a row keeps, or None when it keeps none."""
    if text is None:
        return None
    kind, mark, thumbprint = text.rpartition(MARK)
    return Binding(Kind(kind) if mark else Kind.KEY, thumbprint)


def text_of(binding: Binding | None) -> str | None:
    """Return what a row keeps of `binding`."""
    return None if binding is None else binding.text


def to_key(thumbprint: str | None) -> Binding | None:
    """Return the binding to the key that a request names by its thumbprint (`dpop_jkt`), or None."""
    return None if thumbprint is None else Binding(Kind.KEY, thumbprint)


def token_type(binding: Binding | None) -> str:
    """Return how a token is shown: only a proof of a key has a scheme of its own (RFC 9449, section 5)."""
    return "DPoP" if binding is not None and binding.kind is Kind.KEY else "Bearer"


def confirmation(binding: Binding | None) -> dict[str, dict[str, str]]:
    """Return the member `cnf` of an answer about a token; nothing for one that is not bound."""
    return {} if binding is None else {"cnf": binding.confirmation}
