"""Keys for other systems: which of them a citizen was told of."""

from consent.systems import System, kept, restored, together, untold

QUEUE = System("https://api.go.id/antrean", "Antrean", ("antrean.baca",))
MORE = System("https://api.go.id/antrean", "Antrean", ("antrean.baca", "antrean.tulis"))
ARCHIVE = System("https://arsip.go.id", "Arsip", ())


def test_what_was_told_covers_the_same_and_less():
    assert untold((QUEUE,), (MORE, ARCHIVE)) == ()
    assert untold((), ()) == ()


def test_another_system_and_another_right_are_news():
    assert untold((ARCHIVE, QUEUE), (QUEUE,)) == (ARCHIVE,)
    assert untold((MORE,), (QUEUE,)) == (MORE,)


def test_two_answers_add_up():
    assert together((ARCHIVE, QUEUE), (MORE,)) == (MORE, ARCHIVE)
    assert together((MORE,), (QUEUE,)) == (MORE,)


def test_they_are_kept_as_they_are():
    assert restored(kept((MORE, ARCHIVE))) == (MORE, ARCHIVE)
    assert kept(()) is None and restored(None) == ()
    assert ARCHIVE.host == "arsip.go.id"
