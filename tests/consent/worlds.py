"""Values for the tables: a service, a purpose, a grant, each with one thing changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from consent.asks import ask_for, match_key
from consent.grants import Grant, Permit, State
from consent.purposes import Basis, Purpose, Service, WantedField

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
CITIZEN = "citizen-1"


def service(**changes) -> Service:
    given = {
        "id": "service-1", "key": "library", "legal_name": "Kartu perpustakaan", "agency": "Dispersip",
        "contact": "perpustakaan@contoh.id", "privacy_url": "https://perpustakaan.contoh.id/privasi",
        "homepage": "https://perpustakaan.contoh.id/", "objection_url": None, "verified": True, "state": "active",
        "tag": b"s" * 16,
    }  # fmt: skip
    return Service(**(given | changes))


def wanted(key: str, required: bool = True) -> WantedField:
    return WantedField(key, required, f"alasan {key}", f"reason {key}", f"akibat {key}", f"effect {key}")


def purpose(**changes) -> Purpose:
    given = {
        "id": "purpose-1", "service": "service-1", "key": "library-card", "version": 1,
        "text_id": "Membuat kartu anggota.", "text_en": "Making a member's card.", "basis": Basis.CONSENT,
        "basis_reference": "", "fields": (wanted("age_over_17"), wanted("email", required=False)),
        "retention_id": "Satu tahun.", "retention_en": "One year.", "once": False, "lasts_days": 365,
        "fresh": False, "state": "active",
    }  # fmt: skip
    return Purpose(**(given | changes))


def grant(of: Purpose | None = None, **changes) -> Grant:
    of = of or purpose()
    keys = tuple(field.key for field in of.fields)
    given = {
        "id": "grant-1", "citizen": CITIZEN, "service": of.service, "purpose": of.id, "purpose_key": of.key,
        "kind": "consent" if of.asks_consent else "notice", "actor": "citizen", "granted": keys[:1],
        "refused": keys[1:], "once": of.once, "state": State.LIVE, "tag": b"t" * 16,
        "match_key": match_key(CITIZEN, of, keys), "evidence_hash": b"e" * 32, "language": "id", "versions": {},
        "given_at": NOW, "ends_at": NOW + timedelta(days=365), "ended_at": None, "spent_at": None, "spent_by": None,
    }  # fmt: skip
    return Grant(**(given | changes))


def permit(of: Grant | None = None, **changes) -> Permit:
    base = Permit(of or grant(), "active", purpose(), service())
    return replace(base, **changes)


def ask(of: Purpose | None = None, requested=()):
    return ask_for(service(), of or purpose(), requested)
