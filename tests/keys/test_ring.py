"""The ring: one key per purpose, stable indexes, and nothing of a key to be seen."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keys.material import KeyRingError, Purpose, RingKey, State
from keys.ring import KeyRing, generate
from keys.sealing import SealBroken
from tests.keys.conftest import BORN

Change = Callable[..., tuple[RingKey, ...]]


def test_a_generated_ring_stands_on_its_own_keys(fixed_ring: KeyRing):
    other = generate(BORN)
    assert other.ledger_public != fixed_ring.ledger_public
    assert {fact.purpose for fact in other.facts} == set(Purpose)
    assert all(fact.created_at == BORN for fact in other.facts)


def test_equal_keys_for_two_purposes_are_refused(ring_keys: tuple[RingKey, ...], changed: Change):
    pepper = next(key.material for key in ring_keys if key.purpose is Purpose.PEPPER)
    with pytest.raises(KeyRingError, match="one key serves one purpose"):
        KeyRing(changed(Purpose.FORMS, material=pepper))


def test_a_token_key_may_not_be_the_ledgers(ring_keys: tuple[RingKey, ...], changed: Change):
    ledger = next(key.material for key in ring_keys if key.purpose is Purpose.LEDGER)
    with pytest.raises(KeyRingError, match="one key serves one purpose"):
        KeyRing(changed(Purpose.TOKENS_EDDSA, material=ledger))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_missing_primary_is_refused(purpose: Purpose, ring_keys: tuple[RingKey, ...]):
    kept = [key for key in ring_keys if not (key.purpose is purpose and key.state is State.CURRENT)]
    with pytest.raises(KeyRingError, match=f"exactly one current key for {purpose}"):
        KeyRing(kept)


def test_two_primaries_are_refused(changed: Change):
    with pytest.raises(KeyRingError, match=r"exactly one current key for tokens\.ES256"):
        KeyRing(changed(Purpose.TOKENS_ES256, 2, state=State.CURRENT))


def test_a_missing_next_token_key_is_refused(ring_keys: tuple[RingKey, ...]):
    with pytest.raises(KeyRingError, match="exactly one next key"):
        KeyRing(key for key in ring_keys if key.state is State.CURRENT)


def test_one_kid_for_two_keys_is_refused(ring_keys: tuple[RingKey, ...], changed: Change):
    kid = next(key.kid for key in ring_keys if key.purpose is Purpose.TOKENS_RS256)
    with pytest.raises(KeyRingError, match="one kid"):
        KeyRing(changed(Purpose.TOKENS_ES256, kid=kid))


def test_two_keys_of_one_purpose_and_version_are_refused(ring_keys: tuple[RingKey, ...]):
    twin = replace(ring_keys[0], material=b"\5" * 32, state=State.RETIRED, retired_at=BORN)
    with pytest.raises(KeyRingError, match="one purpose and version"):
        KeyRing([*ring_keys, twin])


@pytest.mark.parametrize(
    ("purpose", "fields", "words"),
    [
        (Purpose.KEK, {"material": b"\1" * 31}, "32 bytes"),
        (Purpose.KEK, {"material": b"\1" * 16}, "32 bytes"),
        (Purpose.TOKENS_EDDSA, {"material": b"\1" * 33}, "32 bytes"),
        (Purpose.PEPPER, {"material": bytes(32)}, "zero"),
        (Purpose.TOKENS_ES256, {"material": b""}, "zero"),
        (Purpose.KEK, {"version": 0}, "version"),
        (Purpose.KEK, {"kid": "x"}, "kid"),
        (Purpose.TOKENS_ES256, {"kid": ""}, "kid"),
        (Purpose.TOKENS_ES256, {"kid": "another"}, "kid it claims"),
        (Purpose.TOKENS_ES256, {"material": b"\1" * 90}, "cannot be read"),
        (Purpose.NIK_INDEX, {"salt": b""}, "salt"),
        (Purpose.NIK_INDEX, {"memory_kib": 0}, "slow hash"),
        (Purpose.NIK_INDEX, {"passes": 0}, "slow hash"),
        (Purpose.KEK, {"retired_at": BORN}, "retired"),
        (Purpose.KEK, {"state": State.RETIRED}, "retired"),
    ],
)
def test_a_key_out_of_shape_is_refused_in_one_sentence(changed: Change, purpose: Purpose, fields: dict, words: str):
    with pytest.raises(KeyRingError, match=words) as refusal:
        KeyRing(changed(purpose, **fields))
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def test_token_keys_of_another_kind_are_refused(ring_keys: tuple[RingKey, ...], changed: Change):
    rsa = next(key for key in ring_keys if key.purpose is Purpose.TOKENS_RS256 and key.state is State.NEXT)
    rest = [key for key in changed(Purpose.TOKENS_ES256, material=rsa.material) if key is not rsa]
    with pytest.raises(KeyRingError, match="not of its kind"):
        KeyRing([*rest, replace(rsa, material=ring_keys_of(ring_keys, Purpose.TOKENS_ES256))])


def ring_keys_of(ring_keys: tuple[RingKey, ...], purpose: Purpose) -> bytes:
    return next(key.material for key in ring_keys if key.purpose is purpose)


def test_no_key_can_be_seen(fixed_ring: KeyRing, ring_keys: tuple[RingKey, ...]):
    shown = repr(fixed_ring) + repr(fixed_ring.facts) + repr(ring_keys)
    assert not any(repr(key.material)[2:-1] in shown or key.material.hex() in shown for key in ring_keys)
    with pytest.raises(TypeError):
        pickle.dumps(fixed_ring)


NIK = "3574015708959001"
SPELLINGS = (
    "3574015708959001",
    " 3574 0157 0895 9001 ",
    "35.74.01.570895.9001",
    "357401-570895-9001",
    "357401\u2011570895\u20139001",
    "３５７４０１５７０８９５９００１",
    "٣٥٧٤٠١٥٧٠٨٩٥٩٠٠١",
    "3574\u00a00157\t08959001\n",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_nik_has_one_index(fixed_ring: KeyRing, spelling: str):
    assert fixed_ring.nik_index(spelling) == fixed_ring.nik_index(NIK)


@pytest.mark.parametrize(
    "text", ["", "357401570895900", "35740157089590011", "357401570895900x", "3574015708959OO1", "³574015708959001"]
)
def test_what_is_not_16_digits_has_no_index_and_is_not_repeated(fixed_ring: KeyRing, text: str):
    with pytest.raises(ValueError) as refusal:
        fixed_ring.nik_index(text)
    assert str(refusal.value) == "a NIK has 16 digits"


GOLDEN = {
    "nik": "5938233cf4347ba4472ebcdeb3388dce36a532fedbc17504e2bb32dc4880896d",
    "email": "e3729e3a58c1c85ff26a4d935b06fe74f52eb770b93403e67892d2426b7a931b",
    "pepper": "47ac909657da86703878558399826d769068930f3727c43afc3fde69e8f980c4",
    "secret": "bf3799c17f65eff0d4a1ef355dc2d8c65fdfb942ff81352c325f85207167a78d",
    "pairwise": "6YPSyfgNMZ-x7_cl5XMOzqXKGUzzwsogkpQc68nhwsg",
    "ledger": "5abcaa9c222201cf194f1a474c0d71a79a3d7a8dc16ae49462a3b18090b12969",
}


def test_golden_indexes(fixed_ring: KeyRing):
    """A change of any of these would lose every account, NIK or service that was indexed before."""
    assert {
        "nik": fixed_ring.nik_index(NIK)[1].hex(),
        "email": fixed_ring.identifier_index("email", "siti@contoh.id").hex(),
        "pepper": fixed_ring.pepper("satu-kali-isi-data").hex(),
        "secret": fixed_ring.secret_digest("a client secret").hex(),
        "pairwise": fixed_ring.pairwise("perpustakaan.contoh.id", "service", "citizen"),
        "ledger": fixed_ring.ledger_public.hex(),
    } == GOLDEN


def test_a_nik_has_an_index_of_every_version_and_the_current_one_stays(ring_keys: tuple[RingKey, ...]):
    old = next(key for key in ring_keys if key.purpose is Purpose.NIK_INDEX)
    rest = [key for key in ring_keys if key is not old]
    newer = replace(old, version=2, material=b"\6" * 32, salt=b"\6" * 16, passes=2)
    ring = KeyRing([*rest, replace(old, state=State.RETIRED, retired_at=BORN), newer])
    indexes = ring.nik_index(NIK)
    assert set(indexes) == {1, 2}
    assert indexes[1] == KeyRing(ring_keys).nik_index(NIK)[1]
    assert ring.nik_index_version == 2


def test_identifiers_of_two_kinds_do_not_meet(fixed_ring: KeyRing):
    assert fixed_ring.identifier_index("email", "x") != fixed_ring.identifier_index("phone", "x")
    assert fixed_ring.identifier_index("a", "bc") != fixed_ring.identifier_index("ab", "c")
    with pytest.raises(ValueError):
        fixed_ring.identifier_index("nik", NIK)


def test_a_password_is_the_same_in_both_unicode_forms(fixed_ring: KeyRing):
    assert fixed_ring.pepper("caf\u00e9") == fixed_ring.pepper("cafe\u0301")
    assert fixed_ring.pepper("cafe") != fixed_ring.pepper("caf\u00e9")
    assert fixed_ring.pepper("\ud800") != fixed_ring.pepper("\ud801")


def test_a_citizen_has_another_subject_at_every_sector_and_service(fixed_ring: KeyRing):
    subjects = {
        fixed_ring.pairwise(*of)
        for of in [("s", "a", "c"), ("s", "b", "c"), ("t", "a", "c"), ("s", "a", "d"), ("sa", "", "c")]
    }
    assert len(subjects) == 5
    assert {len(subject) for subject in subjects} == {43}


def test_one_text_under_two_purposes_gives_two_digests(fixed_ring: KeyRing):
    assert fixed_ring.pepper("x") != fixed_ring.secret_digest("x")


def test_a_form_token_holds_for_its_browser_for_12_hours(fixed_ring: KeyRing):
    token = fixed_ring.form_token("browser", BORN)
    assert fixed_ring.form_token_holds(token, "browser", BORN)
    assert fixed_ring.form_token_holds(token, "browser", BORN + timedelta(hours=12))
    assert not fixed_ring.form_token_holds(token, "browser", BORN + timedelta(hours=12, seconds=1))
    assert not fixed_ring.form_token_holds(token, "browser", BORN - timedelta(minutes=2))
    assert not fixed_ring.form_token_holds(token, "another", BORN)
    assert not generate(BORN).form_token_holds(token, "browser", BORN)


@pytest.mark.parametrize("token", ["", "x", "AAAA", "é", "\ud800", "=" * 54, "A" * 54, "A" * 100_000])
def test_what_is_no_form_token_does_not_hold(fixed_ring: KeyRing, token: str):
    assert not fixed_ring.form_token_holds(token, "browser", BORN)


def test_a_changed_form_token_does_not_hold(fixed_ring: KeyRing):
    token = fixed_ring.form_token("browser", BORN)
    for place in range(len(token)):
        other = "B" if token[place] != "B" else "C"
        assert not fixed_ring.form_token_holds(token[:place] + other + token[place + 1 :], "browser", BORN)


def test_checkpoints_are_signed_by_the_key_that_is_published(fixed_ring: KeyRing):
    public = Ed25519PublicKey.from_public_bytes(fixed_ring.ledger_public)
    public.verify(fixed_ring.sign_checkpoint(b"note\n"), b"note\n")
    with pytest.raises(InvalidSignature):
        public.verify(fixed_ring.sign_checkpoint(b"note\n"), b"other\n")


def test_what_the_house_seals_opens_with_its_context_only(fixed_ring: KeyRing):
    desk, account = fixed_ring.seal_desk(b"entry", b"tag 1"), fixed_ring.seal_account(b"entry", b"tag 1")
    assert fixed_ring.open_desk(desk, b"tag 1") == b"entry"
    assert fixed_ring.open_account(account, b"tag 1") == b"entry"
    for attempt in (
        lambda: fixed_ring.open_desk(desk, b"tag 2"),
        lambda: fixed_ring.open_account(desk, b"tag 1"),
        lambda: fixed_ring.open_desk(account, b"tag 1"),
        lambda: fixed_ring.open_desk(b"\2" + account[1:], b"tag 1"),
        lambda: fixed_ring.open_desk(desk[:1] + b"\0\0\0\2" + desk[5:], b"tag 1"),
        lambda: fixed_ring.open_desk(b"", b"tag 1"),
        lambda: generate(BORN).open_desk(desk, b"tag 1"),
    ):
        with pytest.raises(SealBroken):
            attempt()
