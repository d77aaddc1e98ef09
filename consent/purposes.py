"""Services and their purposes: who may ask a citizen, for which fields, on what ground, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

SIGN_IN = "sign-in"
PAUSED = "paused"
ONE_OFF_WAITS = timedelta(days=1)


class Basis(StrEnum):
    """The six grounds of UU 27/2022, article 20 (2)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_DUTY = "legal_duty"
    VITAL = "vital"
    PUBLIC_TASK = "public_task"
    LEGITIMATE = "legitimate"


@dataclass(frozen=True, slots=True)
class Service:
    """One relying service, as a citizen may know it (UU 27/2022, article 5)."""

    id: str
    key: str
    legal_name: str
    agency: str
    contact: str
    privacy_url: str
    homepage: str
    objection_url: str | None
    verified: bool
    state: str
    tag: bytes

    @property
    def is_paused(self) -> bool:
        """Tell whether the operator has paused the purpose: it is asked and read for again once that ends."""
        return self.state == PAUSED

    @property
    def is_active(self) -> bool:
        """Tell whether the service may ask and read at all."""
        return self.state == "active"


@dataclass(frozen=True, slots=True)
class WantedField:
    """One field that a purpose wants: why, and what happens when it is withheld.

    `answer` is the derived answer that the citizen may give in place of the value (empty: none is offered),
    `raw_reason` why the service asks for the value although an answer can be worked out from it.
    """

    key: str
    required: bool
    reason_id: str
    reason_en: str
    withheld_id: str
    withheld_en: str
    answer: str = ""
    raw_reason_id: str = ""
    raw_reason_en: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the key of the field, and of the answer that may be given in its place."""
        return (self.key, self.answer) if self.answer else (self.key,)


@dataclass(frozen=True, slots=True)
class Purpose:
    """One version of one purpose of a service; a change is a new version, which is asked anew (article 21).

    `only` are the fields that a request restricts itself to; None when it asks for the purpose as it is registered.
    `automated` when a machine alone decides by it (article 10), `abroad` names who receives the data in another country
    (article 56; empty when nobody does), `dpia` refers to the impact assessment (article 34). `reads` is how many readings
    an answer covers; None for an ongoing or a one-off one.
    """

    id: str
    service: str
    key: str
    version: int
    text_id: str
    text_en: str
    basis: Basis
    basis_reference: str
    fields: tuple[WantedField, ...]
    retention_id: str
    retention_en: str
    once: bool
    lasts_days: int | None
    fresh: bool
    state: str
    only: frozenset[str] | None = None
    automated: bool = False
    abroad: str = ""
    dpia: str = ""
    reads: int | None = None

    @property
    def reference(self) -> str:
        """Return the name under which the ledger knows this version, such as `library-card@2`."""
        return f"{self.key}@{self.version}"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the keys of everything that may be given for it: fields, and answers in their place."""
        return tuple(name for wanted in self.fields for name in wanted.names)

    @property
    def asks_consent(self) -> bool:
        """Tell whether the citizen decides; on any other basis they are told, not asked (article 20)."""
        return self.basis is Basis.CONSENT

    @property
    def is_built_in(self) -> bool:
        """Tell whether this is the purpose that every unverified service has, with the fields that it asks by claims."""
        return self.key == SIGN_IN

    @property
    def is_active(self) -> bool:
        """Tell whether the purpose may be asked and read for."""
        return self.state == "active"

    def ends(self, given: datetime) -> datetime | None:
        """Return when an answer of the moment `given` ends, or None when only the citizen ends it."""
        if self.lasts_days is not None:
            return given + timedelta(days=self.lasts_days)
        return given + ONE_OFF_WAITS if self.once else None

    def narrowed(self, only: Iterable[str] | None, *, once: bool) -> "Purpose":
        """Return this purpose asked for less: `only` some of its fields (None: as before), or for one reading (`once`).

        It stays the same version: what was answered to the whole of it answers the narrower question too,
        except that a single reading is always asked anew and ends like every one-off answer.
        """
        narrower = self if only is None else replace(self, only=frozenset(only))
        return replace(narrower, once=True, lasts_days=None, reads=None) if once and not self.once else narrower

    def asked(self, requested: Iterable[str]) -> tuple[WantedField, ...]:
        """Return the fields that one request asks for.

        A registered purpose asks all its fields, unless the request narrowed it; the built-in one only those
        that the request names. What lies outside the purpose is not asked.
        """
        if self.only is None and not self.is_built_in:
            return self.fields
        named = frozenset(requested) if self.only is None else self.only
        return tuple(wanted for wanted in self.fields if wanted.key in named)
