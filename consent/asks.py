"""An ask: what one request wants from one citizen, the key that tells whether it was answered, and the proof of what was shown."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent import systems
from consent.purposes import Purpose, Service, WantedField
from consent.systems import System
from core import canonical

CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a service wants now: one purpose, the fields of it that this request asks, and keys for other `systems`."""

    service: Service
    purpose: Purpose
    fields: tuple[WantedField, ...]
    systems: tuple[System, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the catalogue keys asked, in the purpose's order."""
        return tuple(wanted.key for wanted in self.fields)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the keys of everything that may be given: fields, and answers in their place."""
        return tuple(name for wanted in self.fields for name in wanted.names)

    @property
    def required(self) -> frozenset[str]:
        """Return the keys without which the service cannot do its work."""
        return frozenset(wanted.key for wanted in self.fields if wanted.required)


@dataclass(frozen=True, slots=True)
class KeptAsk:
    """An ask that waits for its citizen, kept under the id of the interaction that raised it.

    `requested` are the fields that scopes and claims name; `only` and `once` narrow the purpose (`Purpose.narrowed`).
    `ticked` is what the citizen had ticked before they went to fill in something; None when they did not.
    """

    id: str
    service: str
    purpose: str
    requested: tuple[str, ...]
    browser: bytes
    expires_at: datetime
    citizen: str | None = None
    decision: str | None = None
    grant: str | None = None
    ticked: frozenset[str] | None = None
    only: tuple[str, ...] | None = None
    once: bool = False
    systems: tuple[System, ...] = ()

    def belongs_to(self, browser: bytes) -> bool:
        """Tell whether the browser with this digest is the one that began the interaction."""
        return self.browser == browser

    def is_over(self, now: datetime) -> bool:
        """Tell whether the time to answer has passed."""
        return self.expires_at <= now


def ask_for(service: Service, purpose: Purpose, requested: Iterable[str], others: Iterable[System] = ()) -> Ask:
    """Return the ask that a request for `requested` fields, and keys for `others`, makes of `purpose`."""
    return Ask(service, purpose, purpose.asked(requested), tuple(others))


def match_key(citizen: str, purpose: Purpose, fields: Iterable[str], actor: str = CITIZEN) -> str:
    """Return the key under which the same question by the same service is the same question.

    It holds the citizen, the purpose's version (and with it the service), the fields, whether it is
    one-off, and the actor; never a value, so that changed data is not asked about anew.
    """
    parts = [citizen, purpose.service, purpose.id, sorted(fields), purpose.once, actor]
    return hashlib.sha256(canonical.encode(parts)).hexdigest()


def evidence(
    ask: Ask, language: str, versions: Mapping[str, Mapping[str, int]], texts: Mapping[str, str]
) -> dict[str, Any]:
    """Return what was shown, as one canonical object: texts, language, fields with the versions behind each, purpose.

    `versions` maps every field to the versions of the stored values that its shown value came from
    (empty when nothing was stored). No value is part of it. Other systems are a member of it where keys for some are asked,
    and of a field the answer that was offered in its place.
    """
    others = systems.kept(ask.systems)
    return {
        "format": "sekali-evidence-1",
        "language": language,
        "service": {"key": ask.service.key, "name": ask.service.legal_name, "agency": ask.service.agency},
        "purpose": {"id": ask.purpose.id, "reference": ask.purpose.reference, "basis": ask.purpose.basis.value},
        "texts": dict(texts),
        "fields": [
            {
                "key": wanted.key,
                "required": wanted.required,
                "reason": wanted.reason_en if language == "en" else wanted.reason_id,
                "withheld": wanted.withheld_en if language == "en" else wanted.withheld_id,
                "versions": dict(versions.get(wanted.key, {})),
                **_offer(wanted, language, versions),
            }
            for wanted in ask.fields
        ],
        **({"systems": others} if others else {}),
    }


def _offer(wanted: WantedField, language: str, versions: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    reason = wanted.raw_reason_en if language == "en" else wanted.raw_reason_id
    told: dict[str, Any] = {"raw_reason": reason} if reason else {}
    if wanted.answer:
        told["answer"] = {"key": wanted.answer, "versions": dict(versions.get(wanted.answer, {}))}
    return told


def evidence_hash(shown: Mapping[str, Any]) -> bytes:
    """Return SHA-256 of the canonical bytes of `shown`: the proof of UU 27/2022, article 24. It is never compared to decide."""
    return hashlib.sha256(canonical.encode(dict(shown))).digest()
