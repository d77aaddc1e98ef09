"""The ledger's key is exchanged: who trusts one key follows to the last, and nothing forged, skipped or late passes."""

from collections.abc import Callable

import pytest

from keys.ring import KeyRing, KeyRingError
from ledger import bundle, checkpoints, publishing
from ledger.checkpoints import verifier_key
from ledger.handovers.turns import turns
from ledger.publishing import RefusedToSignError
from ledger.verify.verification import verify
from ledger.witness.state import State
from ledger.witnessing import asking
from ledger.witnessing.rules import Alarm, Cosigned, Knows, Useless
from tests.ledger.conftest import NOW, ORIGIN, Book
from tests.ledger.rogue import Rogue, naive_root
from tests.ledger.succession import Parts, announce, hand_over, keys_of, parts, promote, signed_by
from tests.ledger.test_witnessing import Party


def lived(book: Book) -> Book:
    """Three keys: 4 entries and the first handover (5), 3 and the second (9), 2 more."""
    for count in (4, 3, 2):
        book.fill(count)
        book.publish()
        if count > 2:
            hand_over(book)
    return book


def codes(book: Book, data: bytes, *keys: str) -> set[str]:
    report = book.verify(data, *keys)
    assert report.exit_code, "it passed"
    return {finding.code for finding in report.findings}


def test_whoever_trusts_one_key_follows_to_the_last(book: Book) -> None:
    lived(book)
    keys = keys_of(book)
    assert len(set(keys)) == 3
    for key in keys:
        report = book.verify(book.export(), key)
        assert (report.exit_code, report.size, report.key) == (0, 11, key), report.sentences()
        assert report.handovers == [(5, keys[1]), (9, keys[2])]
    assert f"From 9 entries on signed by {keys[2]}" in report.sentences()
    assert report.as_json()["handovers"][0] == {"size": 5, "key": keys[1]}
    assert book.verify(book.export(), Rogue().key).exit_code == 2, "a stranger's key leads nowhere"
    with book.reading() as session:
        assert [(one.key, one.since) for one in turns(session, book.keys, ORIGIN)] == list(
            zip(keys, (0, 5, 9), strict=True)
        )


def test_a_ledger_that_ends_with_its_handover_is_good_for_both_keys(book: Book) -> None:
    book.fill(4)
    assert hand_over(book).size == 5
    assert [book.verify(book.export(), key).exit_code for key in keys_of(book)] == [0, 0]
    assert book.publish() is None, "the new key signs nothing twice"


def test_from_the_commit_on_every_server_signs_with_the_new_key(book: Book) -> None:
    """A server whose ring still calls the old key current follows the ledger; one that lacks the new key refuses."""
    book.fill(2)
    before, book.keys = book.keys, announce(book.keys)
    book.publish()
    with book.keeping() as session:
        publishing.hand_over(session, book.keys, ORIGIN, NOW)
    book.fill(1)
    signed = book.publish()
    assert signed is not None
    assert checkpoints.verify(signed.note, verifier_key(ORIGIN, promote(book.keys).ledger_public)).size == 4
    book.fill(1)
    book.keys = before
    with pytest.raises(KeyRingError, match="whose turn it is"):
        book.publish()


def test_without_an_announced_key_nothing_is_handed_over(sqlite_book: Book) -> None:
    with pytest.raises(RefusedToSignError, match="announced"), sqlite_book.keeping() as session:
        publishing.hand_over(session, sqlite_book.keys, ORIGIN, NOW)
    with sqlite_book.reading() as session:
        assert publishing.store.size(session) == 0, "and no entry tells of it"


def forged(book: Book, whole: Parts) -> Parts:
    """A stranger signs in the first key's name."""
    rogue = Rogue()
    text = whole.notes[0].partition(b"\n\n")[0].decode().replace(keys_of(book)[1], rogue.key)
    size, root = int(text.split("\n")[1]), checkpoints.parse(whole.notes[0]).root
    made = checkpoints.handover(
        ORIGIN, size, root, [(book.keys.ledger_publics[0][0], rogue.private.sign), (rogue.public, rogue.private.sign)]
    )
    last = checkpoints.parse(whole.notes[-1])
    return whole.with_notes(made.note, rogue.note(last.size, last.root))


def not_accepted(book: Book, whole: Parts) -> Parts:
    """The first key alone says who comes next."""
    lines = whole.notes[0].splitlines(keepends=True)
    return whole.with_notes(b"".join(lines[:-1]), *whole.notes[1:])


def by_the_first_again(book: Book, whole: Parts) -> Parts:
    last = checkpoints.parse(whole.notes[-1])
    return whole.with_notes(*whole.notes[:-1], signed_by(book, 1, last.size, last.root))


def first_goes_on_alone(book: Book, whole: Parts) -> Parts:
    last = checkpoints.parse(whole.notes[-1])
    return whole.with_notes(signed_by(book, 1, last.size, last.root))


WRONGS: dict[str, tuple[Callable[[Book, Parts], Parts], set[str]]] = {
    "a forged handover": (forged, {"handover", "handover-missing"}),
    "a handover that the new key did not sign": (not_accepted, {"handover"}),
    "the first handover skipped": (lambda _, one: one.with_notes(*one.notes[1:]), {"handover-missing"}),
    "the second handover skipped": (
        lambda _, one: one.with_notes(one.notes[0], one.notes[2]), {"handover-missing"},
    ),
    "all handovers left out": (lambda _, one: one.with_notes(one.notes[-1]), {"handover-missing"}),
    "handovers exchanged": (
        lambda _, one: one.with_notes(one.notes[1], one.notes[0], one.notes[2]), {"handover", "handover-late"},
    ),
    "a handover twice": (
        lambda _, one: one.with_notes(one.notes[0], *one.notes), {"handover"},
    ),
    "the old key after its handover": (by_the_first_again, {"handover-late"}),
    "the old key, its handover left out": (first_goes_on_alone, {"handover-missing"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONGS)
def test_what_is_forged_skipped_or_late_is_refused(name: str, sqlite_book: Book) -> None:
    book = lived(sqlite_book)
    do, wanted = WRONGS[name]
    whole = parts(book.export())
    assert whole.written() == book.export(), "taken apart and put together it is what it was"
    assert codes(book, do(book, whole).written(), keys_of(book)[0]) == wanted


def test_the_header_names_the_handovers_that_there_are(sqlite_book: Book) -> None:
    book = lived(sqlite_book)
    whole = parts(book.export())
    for sizes in ([5, 8], [4, 9], [9, 5]):
        assert "handover" in codes(book, whole.written(sizes), keys_of(book)[0])
    for sizes in ([0, 5], [], [5, True], ["5", 9]):
        data = whole.written().replace(b'"handovers":[5,9]', b'"handovers":' + repr(sizes).replace("'", '"').encode())
        assert book.verify(data, keys_of(book)[0]).unreadable


def test_no_byte_of_the_handovers_can_change(sqlite_book: Book) -> None:
    book = lived(sqlite_book)
    data, key = book.export(), keys_of(book)[0]
    start = data.index(b"\n\n")
    end = data.index(parts(data).hashes)
    for at in range(start, end, 7):
        touched = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert book.verify(touched, key).exit_code, f"byte {at} of {len(data)}"


def test_a_checkpoint_that_was_kept_tells_of_what_is_left_out(sqlite_book: Book) -> None:
    """The thief of the first key forks before the handover; only who kept something newer can tell."""
    book = sqlite_book
    book.fill(4)
    book.publish()
    kept = hand_over(book)
    lines = parts(book.export()).bodies[:4]
    thief = Rogue()
    thief.private = book.keys._ledger._private[book.keys.ledger_publics[0][0]]
    fork = thief.export([*lines, lines[3].replace(b'"number":1', b'"number":2')])
    file = book.folder / "kept"
    file.write_bytes(kept.note)
    path = book.folder / "fork"
    path.write_bytes(fork)
    first = keys_of(book)[0]
    assert verify(path, [first]).exit_code == 0, "what a stolen key signs looks like the ledger's, to who knows no more"
    assert {"rewritten", "handover-missing"} == {one.code for one in verify(path, [first], [file]).findings}
    file.write_bytes(signed_by(book, 1, 9, naive_root([bytes(32)] * 9)))
    path.write_bytes(book.export())
    assert {"handover-late", "shrunk"} == {one.code for one in verify(path, [first], [file]).findings}


def test_a_bundle_carries_the_handovers(book: Book) -> None:
    lived(book)
    path = book.folder / "bundle.zip"
    with path.open("wb") as file, book.reading() as session:
        bundle.bundle(session, [0, 6, 10], file)
    for key in keys_of(book):
        assert verify(path, [key]).exit_code == 0
    assert verify(path, [Rogue().key]).exit_code == 2


def test_a_witness_follows_and_refuses_the_old_key(book: Book) -> None:
    party = Party(book, "w1")
    book.fill(4)
    book.publish()
    assert isinstance(party.ask(), Cosigned)
    hand_over(book)
    book.fill(3)
    book.publish()
    hand_over(book)
    book.fill(2)
    book.publish()
    seen = []
    while (told := party.ask()) is not None:
        assert isinstance(told, Cosigned)
        with book.reading() as session:
            seen.append(publishing.newest(session).size)
        assert len(seen) < 4
    assert len(seen) == 3, "two handovers and the newest, one by one"
    assert State(party.folder).alarms() == []
    with book.reading() as session:
        root = publishing.newest(session).root
    for version in (1, 2):
        status, _ = party.answer(b"old 11\n\n" + signed_by(book, version, 11, root))
        assert status == 403
    assert [one.kind for one in State(party.folder).alarms()] == ["old key"] * 2


def test_a_witness_that_knows_more_than_was_thought_raises_no_alarm_here(book: Book) -> None:
    """Our database forgot what it cosigned last: it is asked again for a handover that it has left behind."""
    party = Party(book, "w1")
    book.fill(1)
    book.publish()
    party.ask()
    hand_over(book)
    party.ask()
    book.fill(2)
    book.publish()
    assert isinstance(party.ask(), Cosigned)
    assert party.ask(1) == Knows(4)
    assert party.ask(old=1, answer=(409, b"5\n")) is Alarm.ROLLED_BACK, "more than there is at all"


def test_a_handover_that_the_new_key_did_not_sign_is_not_followed(sqlite_book: Book) -> None:
    book = sqlite_book
    party = Party(book, "w1")
    book.fill(2)
    book.publish()
    party.ask()
    made = hand_over(book)
    with book.reading() as session:
        asked = asking.prepare(session, party.witness)
    cut = b"".join(made.note.splitlines(keepends=True)[:-1])
    assert party.answer(asked.body.replace(made.note, cut))[0] == 403
    assert party.answer(asked.body)[0] == 200


def test_a_witness_that_was_never_told_of_the_key_is_useless_but_no_alarm(sqlite_book: Book, ring: KeyRing) -> None:
    book = sqlite_book
    party = Party(book, "w1")
    book.fill(2)
    hand_over(book)
    book.fill(1)
    book.publish()
    assert isinstance(party.ask(), Useless), "it never saw the handover; its operator has to trust the new key"
    assert party.alarms() == []
