"""Signed notes: the one right form, and each wrong one."""

import pytest

from ledger import checkpoints
from ledger.checkpoints import NoteError
from ledger.verify import notes
from ledger.verify.report import UnreadableError
from tests.ledger.rogue import Rogue

ROOT = bytes(range(32))
ROGUE = Rogue()
NOTE = ROGUE.note(12, ROOT)
TEXT, SIGNATURE = NOTE.split(b"\n\n")

# The example of C2SP signed-note, "Verifier keys".
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def test_it_is_made_and_read_back() -> None:
    made = checkpoints.signed(ROGUE.origin, 12, ROOT, ROGUE.public, ROGUE.private.sign)
    assert made.note == NOTE
    assert checkpoints.verifier_key(ROGUE.origin, ROGUE.public) == ROGUE.key
    found = checkpoints.verify(NOTE, ROGUE.key)
    assert (found.origin, found.size, found.root) == (ROGUE.origin, 12, ROOT)
    assert notes.anchor(notes.read_note(NOTE), [notes.read_key(ROGUE.key)]).text == ROGUE.key


def test_the_published_example_key_is_read() -> None:
    key = notes.read_key(EXAMPLE_KEY)
    assert (key.origin, key.key_id.hex()) == ("example.com/foo", "530d903a")
    assert checkpoints.verifier_key("example.com/foo", key.public) == EXAMPLE_KEY


def test_an_unknown_signature_is_skipped() -> None:
    other = Rogue("witness.example").note(12, ROOT).split(b"\n\n")[1]
    for lines in (SIGNATURE + other, other + SIGNATURE):
        note = TEXT + b"\n\n" + lines
        assert checkpoints.verify(note, ROGUE.key).size == 12
        assert notes.anchor(notes.read_note(note), [notes.read_key(ROGUE.key)])


def test_two_keys_of_one_name_are_told_apart() -> None:
    other = Rogue().note(12, ROOT).split(b"\n\n")[1]
    assert checkpoints.verify(TEXT + b"\n\n" + other + SIGNATURE, ROGUE.key).size == 12
    with pytest.raises(NoteError, match="not signed by this key"):
        checkpoints.verify(TEXT + b"\n\n" + other, ROGUE.key)


def test_a_wrong_signature_of_the_known_key_refuses_even_beside_a_right_one() -> None:
    wrong = ROGUE.note(13, ROOT).split(b"\n\n")[1]
    note = TEXT + b"\n\n" + SIGNATURE + wrong
    with pytest.raises(NoteError, match="does not fit"):
        checkpoints.verify(note, ROGUE.key)
    with pytest.raises(notes.SignatureWrongError):
        notes.anchor(notes.read_note(note), [notes.read_key(ROGUE.key)])


def changed(old: bytes, new: bytes) -> bytes:
    assert old in NOTE
    return NOTE.replace(old, new, 1)


MALFORMED = {
    "empty": b"",
    "no signature": TEXT + b"\n\n",
    "no blank line": TEXT + b"\n" + SIGNATURE,
    "no line end": NOTE[:-1],
    "two line ends": NOTE + b"\n",
    "leading zero": changed(b"\n12\n", b"\n012\n"),
    "double zero": changed(b"\n12\n", b"\n00\n"),
    "minus": changed(b"\n12\n", b"\n-12\n"),
    "plus": changed(b"\n12\n", b"\n+12\n"),
    "space before the size": changed(b"\n12\n", b"\n 12\n"),
    "another alphabet's digits": changed(b"\n12\n", "\n\u0661\u0662\n".encode()),
    "a size of forty digits": changed(b"\n12\n", b"\n" + b"1" * 40 + b"\n"),
    "no size": changed(b"\n12\n", b"\n\n"),
    "carriage return": NOTE.replace(b"\n", b"\r\n"),
    "tab": changed(b"\n12\n", b"\n12\t\n"),
    "a root of 31 bytes": changed(TEXT.split(b"\n")[2], b"AAEC"),
    "a root in base64url": changed(TEXT.split(b"\n")[2], b"_" * 43 + b"="),
    "a root without padding": changed(b"=\n", b"\n"),
    "a root in another spelling": changed(b"8=\n", b"9=\n"),
    "an extension line": changed(b"=\n\n", b"=\nmore\n\n"),
    "no origin": NOTE[NOTE.index(b"\n") :],
    "a hyphen for the dash": changed("\u2014 ".encode(), b"- "),
    "no space after the dash": changed("\u2014 ".encode(), "\u2014".encode()),
    "a signature that is not base64": changed(SIGNATURE.split(b" ")[2], b"????\n"),
    "a fourth word": changed(SIGNATURE, SIGNATURE[:-1] + b" more\n"),
    "not UTF-8": changed(b"\n12\n", b"\n12\xff\n"),
}


@pytest.mark.parametrize("note", MALFORMED.values(), ids=MALFORMED.keys())
def test_every_other_form_is_refused(note: bytes) -> None:
    with pytest.raises(NoteError):
        checkpoints.parse(note)
    with pytest.raises(UnreadableError):
        notes.read_note(note)


REFUSED_ORIGINS = ["with space", "with+plus", "with\u00a0space"]


@pytest.mark.parametrize("origin", REFUSED_ORIGINS)
def test_an_origin_with_spaces_or_plus_is_refused(origin: str) -> None:
    with pytest.raises(NoteError):
        checkpoints.signed(origin, 1, ROOT, ROGUE.public, ROGUE.private.sign)


@pytest.mark.parametrize("at", range(len(NOTE)))
def test_no_byte_of_a_note_can_change(at: int) -> None:
    note = NOTE[:at] + bytes([NOTE[at] ^ 1]) + NOTE[at + 1 :]
    with pytest.raises(NoteError):
        checkpoints.verify(note, ROGUE.key)


KEYS = {
    "empty": "",
    "two parts": "+".join(ROGUE.key.split("+")[:2]),
    "another name": "x" + ROGUE.key,
    "another hash": ROGUE.key.replace(ROGUE.key.split("+")[1], "00000000"),
    "hash in capitals": EXAMPLE_KEY.replace("530d903a", "530D903A"),
    "another type": "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "a short key": ROGUE.key[:-4],
    "more": ROGUE.key + "+AAAA",
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_what_is_no_verifier_key(key: str) -> None:
    with pytest.raises(NoteError):
        checkpoints.verify(NOTE, key)
    with pytest.raises(UnreadableError):
        notes.read_key(key)


def test_a_note_of_another_ledger_is_not_ours() -> None:
    other = Rogue("other.example/ledger")
    with pytest.raises(NoteError, match="another ledger"):
        checkpoints.verify(other.note(1, ROOT), ROGUE.key)
