"""One name has many spellings, and all of them are counted as one: a new spelling is no new guess."""

import pytest

from accounts.names import throttle_index

PHONE = (
    "081200000001",
    "0812 0000 0001",
    "+62 812-0000-0001",
    "62812.0000.0001",
    "(0812)00000001",
    "０８１２００００００01",
)
EMAIL = ("warga@contoh.id", " Warga@Contoh.ID ", "ｗarga@contoh.id", "war\u200bga@contoh.id")


@pytest.mark.parametrize(
    "spellings",
    [PHONE, EMAIL, ("not a name", "Not  a name", "NOT A NAME", "not a\u200b name")],
    ids=["phone", "email", "neither"],
)
def test_every_spelling_is_counted_as_one_name(ring, spellings) -> None:
    assert len({throttle_index(ring, one) for one in spellings}) == 1


def test_names_are_counted_apart(ring) -> None:
    names = (PHONE[0], "081200000002", EMAIL[0], "lain@contoh.id", "3574015708959001")
    assert len({throttle_index(ring, one) for one in names}) == len(names)
