"""What is sealed of people at the door: opened for its one owner and use, by one file."""

import re
from itertools import permutations
from pathlib import Path

import pytest

from accounts import secrets
from keys.ring import generate
from keys.sealing import SealBroken

ACCOUNTS = Path(secrets.__file__).parent
USES = {
    "address": (lambda k, o: secrets.seal_address(k, o, "email", "x"), lambda k, o, s: secrets.open_address(k, o, "email", s)),
    "phone": (lambda k, o: secrets.seal_address(k, o, "phone", "x"), lambda k, o, s: secrets.open_address(k, o, "phone", s)),
    "totp": (lambda k, o: secrets.seal_totp(k, o, "x"), secrets.open_totp),
    "staff": (lambda k, o: secrets.seal_staff_totp(k, o, "x"), secrets.open_staff_totp),
    "name": (lambda k, o: secrets.seal_name(k, o, "x"), secrets.open_name),
    "slip": (lambda k, o: secrets.seal_slip(k, o, "x"), secrets.open_slip),
}  # fmt: skip


@pytest.fixture(scope="module")
def keys():
    return generate()


@pytest.mark.parametrize("use", list(USES))
def test_a_sealed_thing_is_its_owners(keys, use):
    seal, open_ = USES[use]
    sealed = seal(keys, "one")
    assert open_(keys, "one", sealed) == "x"
    with pytest.raises(SealBroken):
        open_(keys, "another", sealed)


@pytest.mark.parametrize(("of", "as_"), list(permutations(USES, 2)))
def test_what_is_sealed_for_one_use_is_nothing_for_another(keys, of, as_):
    with pytest.raises(SealBroken):
        USES[as_][1](keys, "one", USES[of][0](keys, "one"))


def test_one_file_seals_and_opens():
    calls = re.compile(r"(?:keys|ring\(\))\.(?:seal|open)_(?:account|desk)\(")
    users = {path.name for path in ACCOUNTS.rglob("*.py") if calls.search(path.read_text())}
    assert users == {"secrets.py"}
