"""The catalogue: every field and derived answer by key, and what follows from it for scopes, claims and groups."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from vault.derived import answers
from vault.derived.answer import DerivedField
from vault.fields import (
    addresses,
    civil_status,
    contact,
    documents,
    family,
    identity,
    livelihood,
    name_parts,
    numbers,
    online,
    passport,
    professions,
    social,
    vehicles,
)
from vault.fields.field import Field, Group
from vault.values import CHECKED

_TABLES = (
    identity, passport, civil_status, contact, addresses, family, livelihood, professions, numbers, vehicles, social,
    documents, name_parts, online,
)  # fmt: skip
# Told beside the values of a profile, from their ages (OpenID Connect Core 1.0, section 5.1); it is no value of its own.
UPDATED_AT = "updated_at"
FIELDS: Mapping[str, Field] = {field.key: field for table in _TABLES for field in table.FIELDS}
DOCUMENTS: Mapping[str, Field] = {key: field for key, field in FIELDS.items() if field.is_document}

GROUPS: Mapping[str, Group] = {
    group.key: group
    for group in (
        Group("identity", "Identitas", "Identity", "Isi seperti di KTP-el Anda.", "As on your identity card."),
        Group("civil_status", "Status sipil", "Civil status"),
        Group("contact", "Kontak", "Contact"),
        Group("address_ktp", "Alamat sesuai KTP", "ID-card address"),
        Group(
            "address_domicile",
            "Alamat domisili",
            "Current address",
            "Tempat Anda tinggal sekarang.",
            "Where you live now.",
        ),
        Group("family", "Keluarga", "Family"),
        Group("tax", "Pajak", "Tax"),
        Group("health_insurance", "Jaminan kesehatan", "Health insurance"),
        Group("education", "Pendidikan", "Education"),
        Group("employment", "Pekerjaan", "Employment"),
        Group("vehicle", "Kendaraan", "Vehicles"),
        Group("business", "Usaha", "Business"),
        Group("bank_for_social_aid", "Rekening penerima bantuan", "Account for social aid"),
        Group("social", "Kesejahteraan sosial", "Social welfare"),
        Group(
            "documents",
            "Dokumen",
            "Documents",
            "Setiap berkas dibuat ulang tanpa data tersembunyi, lalu disegel.",
            "Every file is made anew without hidden data, and sealed.",
        ),
        Group(
            "name_parts",
            "Bagian nama",
            "Name parts",
            "Hanya untuk yang namanya di paspor terbagi. Nama lengkap Anda tidak pernah kami potong sendiri.",
            "Only if your passport writes your name in parts. We never cut up your full name ourselves.",
        ),
        Group("online", "Di internet", "On the web"),
    )
}


@cache
def get(key: str) -> Field | DerivedField | None:
    """Return the field or derived answer that `key` names, or None."""
    return FIELDS.get(key) or answers.find(key)


def is_releasable(key: str) -> bool:
    """Tell whether a service may ask for `key`."""
    found = get(key)
    return found is not None and found.is_releasable


def parameter_of(key: str) -> str:
    """Return what may stand after the colon of `key`; empty when it is not of a kind with a parameter."""
    return answers.taken_after(key.partition(":")[0])


def answers_instead_of(key: str) -> tuple[str, ...]:
    """Return the answers without a parameter that can be given in place of field `key`; none for an answer."""
    return answers.in_place_of(key)


def names_of_answers_instead_of(key: str) -> tuple[str, ...]:
    """Return what answers can be given in place of field `key`; `:…` stands for a parameter."""
    return (*answers.in_place_of(key), *(f"{name}:…" for name in answers.kinds_in_place_of(key)))


def can_stand_for(answer: str, key: str) -> bool:
    """Tell whether `answer` can be given in place of field `key`."""
    found = answers.find(answer)
    return found is not None and found.is_releasable and key in found.in_place_of


def fields_of(group: str) -> tuple[Field, ...]:
    """Return the fields of a page of the profile, in their order."""
    return tuple(field for field in FIELDS.values() if field.group == group)


def pages(*, is_for_some: bool) -> tuple[tuple[Group, tuple[Field, ...]], ...]:
    """Return the pages of the profile with their fields: those for everybody, or those that most people leave empty."""
    found = ((group, fields_of(key)) for key, group in GROUPS.items())
    return tuple(
        (group, fields) for group, fields in found if all(field.is_for_some for field in fields) is is_for_some
    )


def claim_of(field: Field) -> str:
    """Return the claim that a field is told as, without the member of `address`."""
    return (field.claim or field.key).partition(".")[0]


def keys_for_claim(claim: str) -> tuple[str, ...]:
    """Return the keys that a claim of OpenID Connect (or a key of ours) stands for; language tags do not matter."""
    name = claim.partition("#")[0]
    if not name:
        return ()
    found = tuple(
        field.key
        for field in FIELDS.values()
        if field.is_releasable and name in {claim_of(field), field.verified_claim, field.key}
    )
    return found or ((name,) if answers.find(name) else ())


def keys_for_scope(scope: str) -> tuple[str, ...]:
    """Return the fields and answers that a scope covers; a word that is no scope covers none."""
    return _COVERED.get(scope, ())


def _covered(scope: str) -> tuple[str, ...]:
    fields = (field.key for field in FIELDS.values() if scope in field.scopes)
    return (*fields, *(answer.key for answer in answers.PLAIN.values() if answer.scope == scope))


def claims_of(key: str, data: Any, state: str) -> dict[str, Any]:
    """Return a released value as claims; members of `address` come as an object, `…_verified` goes along."""
    field = FIELDS.get(key)
    if field is None:
        return {key: data}
    name, dot, member = (field.claim or key).partition(".")
    told = field.to_claim(data)
    if dot:
        told = {member: told} if member else told
    return {name: told} | ({field.verified_claim: state in CHECKED} if field.verified_claim else {})


def _each(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


SCOPES = _each(scope for field in FIELDS.values() for scope in field.scopes)
_COVERED = {
    scope: _covered(scope)
    for scope in _each((*SCOPES, *(plain.scope for plain in answers.PLAIN.values() if plain.scope)))
}
_CLAIMED = (
    name for field in FIELDS.values() if field.is_releasable for name in (claim_of(field), field.verified_claim)
)
CLAIMS = _each((*filter(None, _CLAIMED), *answers.PLAIN, UPDATED_AT))
