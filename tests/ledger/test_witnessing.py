"""Being witnessed: what is sent, what is kept, what anchors, and what raises an alarm; against our witness in this process."""

import pytest
from werkzeug.test import Client

from ledger import publishing
from ledger.triggers import DROP_OPENING_TRIGGERS, DROP_TRIGGERS
from ledger.verify.verification import verify
from ledger.witness import identity
from ledger.witness.application import Witness as Application
from ledger.witnessing import asking, store
from ledger.witnessing.rules import Alarm, Cosigned, Knows, Useless, policy_of, read_witnesses
from tests.ledger.conftest import NOW, Book


class Party:
    """One witness and the way to it."""

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self.folder = book.folder / name
        self.identity = identity.create(self.folder, f"{name}.example")
        identity.trust(self.folder, book.key)
        self.application = Application(self.folder)
        (self.witness,) = read_witnesses([f"{self.identity.verifier_key} https://{name}.example"])

    def answer(self, body: bytes) -> tuple[int, bytes]:
        told = Client(self.application).post("/add-checkpoint", data=body)
        return told.status_code, told.data

    def ask(self, old: int | None = None, answer: tuple[int, bytes] | None = None):
        with self.book.reading() as session:
            asked = asking.prepare(session, self.witness, old)
        if asked is None:
            return None
        status, body = answer or self.answer(asked.body)
        with self.book.keeping() as session:
            return asking.keep(session, self.witness, asked, status, body, NOW)

    def alarms(self) -> list[tuple[str, str]]:
        with self.book.reading() as session:
            return [(one.witness, one.kind) for one in store.alarms(session)]


@pytest.fixture
def parties(book: Book) -> list[Party]:
    book.fill(5)
    book.publish()
    return [Party(book, name) for name in ("w1", "w2", "w3")]


def anchored(book: Book, parties: list[Party], quorum: int) -> int | None:
    with book.reading() as session:
        found = asking.anchored(session, policy_of([one.witness for one in parties], quorum))
    return None if found is None else found.size


def test_a_checkpoint_is_anchored_when_two_of_three_have_seen_it(book: Book, parties: list[Party]) -> None:
    assert anchored(book, parties, 2) is None
    assert isinstance(parties[0].ask(), Cosigned)
    assert anchored(book, parties, 2) is None
    assert anchored(book, parties, 1) == 5
    assert parties[0].ask() is None, "it has seen the newest"
    assert isinstance(parties[2].ask(), Cosigned)
    assert anchored(book, parties, 2) == 5
    book.fill(300)
    book.publish()
    assert anchored(book, parties, 2) == 5
    assert [isinstance(one.ask(), Cosigned) for one in parties] == [True] * 3
    assert anchored(book, parties, 3) == 305
    assert anchored(book, parties[:1], 0) is None, "nobody asked anchors nothing"


def test_the_export_carries_the_cosignatures_and_the_verifier_counts_them(book: Book, parties: list[Party]) -> None:
    keys = [one.identity.verifier_key for one in parties]
    for needed in range(4):
        path = book.folder / "export.sekali"
        path.write_bytes(book.export())
        report = verify(path, [book.key], witnesses=keys, quorum=2)
        assert len(report.witnesses) == needed
        assert (report.exit_code, report.as_json()["status"]) == ((2, "not_anchored") if needed < 2 else (0, "good"))
        assert verify(path, [book.key]).exit_code == 0, "who asks for no witness needs none"
        if needed < 3:
            parties[needed].ask()
    assert verify(path, [book.key], witnesses=keys).quorum == 2, "more than half, unless told"
    assert "seen by w1.example, w2.example, w3.example" in verify(path, [book.key], witnesses=keys).sentences()[-1]
    assert verify(path, [book.key], witnesses=keys, quorum=4).exit_code == 2
    assert verify(path, [book.key], witnesses=[keys[0]] * 2).unreadable == "one witness is given twice."
    assert verify(path, [book.key], witnesses=[book.key]).unreadable


def test_a_cosignature_that_was_touched_is_found(book: Book, parties: list[Party]) -> None:
    parties[0].ask()
    data, path = book.export(), book.folder / "export.sekali"
    at = data.index(b"w1.example ") + len(b"w1.example ") + 40
    path.write_bytes(data[:at] + (b"A" if data[at : at + 1] != b"A" else b"B") + data[at + 1 :])
    report = verify(path, [book.key], witnesses=[parties[0].identity.verifier_key])
    assert [finding.code for finding in report.findings] == ["cosignature"]
    assert report.exit_code == 1


def test_a_cosignature_of_one_checkpoint_does_not_fit_another(book: Book, parties: list[Party]) -> None:
    parties[0].ask()
    with book.reading() as session:
        lines = asking.newest(session).note.splitlines(keepends=True)[-1]
    book.fill(2)
    book.publish()
    with book.keeping() as session:
        store.keep(session, 7, "w1.example", lines, NOW)
    assert anchored(book, parties, 1) is None
    path = book.folder / "export.sekali"
    path.write_bytes(book.export())
    report = verify(path, [book.key], witnesses=[parties[0].identity.verifier_key])
    assert [finding.code for finding in report.findings] == ["cosignature"]


def test_a_witness_that_knows_more_or_less_than_we_thought_is_asked_again_from_there(
    book: Book, parties: list[Party]
) -> None:
    first = parties[0]
    first.ask()
    with book.engine.begin() as connection:
        connection.execute(store.CosignatureRow.__table__.delete())
    book.fill(3)
    book.publish()
    assert first.ask() == Knows(5)
    assert isinstance(first.ask(5), Cosigned)
    (first.folder / "state.sqlite").unlink()
    first.application = Application(first.folder)
    book.fill(3)
    book.publish()
    assert first.ask() == Knows(0)
    assert isinstance(first.ask(0), Cosigned)
    assert first.alarms() == []


def rewritten(book: Book) -> None:
    """The operator goes back to the third entry and tells another story, signed by the true key."""
    book.execute(
        *DROP_TRIGGERS[book.engine.dialect.name], *DROP_OPENING_TRIGGERS[book.engine.dialect.name],
        *(f"DELETE FROM ledger_{what}" for what in ("entries", "openings", "tags", "tiles", "checkpoints", "cosignatures")),
        "UPDATE ledger_head SET size = 0",
    )  # fmt: skip


def test_a_ledger_told_anew_is_an_alarm_here_and_there(book: Book, parties: list[Party]) -> None:
    first = parties[0]
    first.ask()
    rewritten(book)
    book.fill(5)
    book.publish()
    assert first.ask() == Knows(5)
    assert first.ask(5) == Alarm.SPLIT_VIEW
    book.fill(4)
    book.publish()
    assert first.ask(5) == Alarm.NO_CONTINUATION
    assert sorted(first.alarms()) == [("w1.example", "no_continuation"), ("w1.example", "split_view")]
    assert anchored(book, parties, 1) is None


def test_a_ledger_that_went_back_is_an_alarm(book: Book, parties: list[Party]) -> None:
    first = parties[0]
    book.fill(20)
    book.publish()
    first.ask()
    rewritten(book)
    book.fill(5)
    book.publish()
    assert first.ask() == Alarm.ROLLED_BACK
    assert first.alarms() == [("w1.example", "rolled_back")]
    first.ask()
    assert len(first.alarms()) == 1, "told once"


USELESS = [
    (404, b""),
    (403, b""),
    (500, b"oops"),
    (400, b"no"),
    (200, b""),
    (200, b"hello\n"),
    (302, b""),
    (409, b"x\n"),
    (409, b""),
]


@pytest.mark.parametrize("answer", USELESS)
def test_what_is_no_answer_of_a_witness_changes_nothing(
    book: Book, parties: list[Party], answer: tuple[int, bytes]
) -> None:
    assert isinstance(parties[0].ask(answer=answer), Useless)
    assert parties[0].alarms() == []
    assert anchored(book, parties, 1) is None


def test_the_answer_of_another_witness_is_no_cosignature(book: Book, parties: list[Party]) -> None:
    with book.reading() as session:
        asked = asking.prepare(session, parties[0].witness)
    theirs = parties[1].answer(asked.body)
    assert isinstance(parties[0].ask(answer=theirs), Useless)
    mine = parties[0].answer(asked.body)
    assert parties[0].ask(answer=(200, theirs[1] + mine[1])) == Cosigned(mine[1])


def test_the_publisher_still_refuses_by_itself(book: Book, parties: list[Party]) -> None:
    """The witness is the second line: what is left of the first one refuses to sign what shrank."""
    book.execute(
        *DROP_TRIGGERS[book.engine.dialect.name],
        "DELETE FROM ledger_entries WHERE entry_index = 4",
        "UPDATE ledger_head SET size = 4 WHERE name = 'written'",
    )
    with pytest.raises(publishing.RefusedToSignError):
        book.publish()
