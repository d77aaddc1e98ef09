"""Custodians: a real PKCS#11 token (Debian's SoftHSM2) and a stand-in for the transit engine keep the key-encryption key."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from keys.custodians.token import Token
from keys.custodians.transit import Transit
from keys.custody import CustodianAwayError, NoCustodian
from keys.fresh import announced, promoted
from keys.material import KeyRingError, Purpose, RingKey, State
from keys.opening import custodian_of
from keys.ring import KeyRing
from keys.sealing import SealBroken
from keys.wrapping import Wrapped
from tests.accounts.at_once import at_once
from tests.keys.conftest import BORN
from tests.keys.transit_stand_in import TOKEN, serving

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
SITI, BEJO = "0193a1b2-0000-7000-8000-000000000001", "0193a1b2-0000-7000-8000-000000000002"
HOUSE = Path(__file__).parents[2]
KEY = bytes(range(32))
IN_CI = os.environ.get("CI") == "true"


@pytest.fixture(scope="module")
def token_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a SoftHSM token of its own."""
    if not MODULE.exists() and not IN_CI:
        pytest.skip("no SoftHSM2: make setup-hsm")
    home = tmp_path_factory.mktemp("hsm")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home / 'tokens'}\nlog.level = ERROR\n")
    (home / "pin").write_text("1234\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(home / "softhsm2.conf"))
        words = ("--init-token", "--free", "--label", "sekali", "--pin", "1234", "--so-pin", "5678")
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
        yield f"pkcs11:token=sekali;object=kek?module-path={MODULE}&pin-source=file:{home / 'pin'}"


@pytest.fixture(scope="module")
def transit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[object, str]]:
    """The stand-in, and its address as a setting."""
    token = tmp_path_factory.mktemp("transit") / "token"
    token.write_text(TOKEN + "\n")
    with serving() as (engine, mount):
        yield engine, f"{mount}?key=sekali&token-file={token}"


@pytest.fixture(params=["pkcs11", "transit"])
def address(request: pytest.FixtureRequest) -> str:
    if request.param == "pkcs11":
        return request.getfixturevalue("token_address")
    return request.getfixturevalue("transit")[1]


def moved(keys: tuple[RingKey, ...], handle: str) -> tuple[RingKey, ...]:
    return promoted(announced(keys, Purpose.KEK, BORN, handle), Purpose.KEK, BORN)


def test_a_custodian_opens_what_it_wrapped_and_nothing_else(address: str):
    keeper = custodian_of(address)
    handle, other = keeper.make(), keeper.make()
    blob = keeper.wrap(handle, KEY, b"place")
    assert keeper.unwrap(handle, blob, b"place") == KEY
    assert KEY not in blob
    refused = (
        (other, blob, b"place"),
        (handle, blob, b"elsewhere"),
        (handle, blob[:-1], b"place"),
        (handle, b"", b"place"),
    )
    for wrong in refused:
        with pytest.raises(SealBroken):
            keeper.unwrap(*wrong)


def test_every_byte_counts(address: str):
    keeper = custodian_of(address)
    handle = keeper.make()
    blob = keeper.wrap(handle, KEY, b"place")
    for at in range(len(blob)):
        with pytest.raises(SealBroken):
            keeper.unwrap(handle, blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :], b"place")


def test_a_destroyed_key_opens_nothing_and_its_successor_all_it_wrapped(address: str):
    keeper = custodian_of(address)
    old, new = keeper.make(), keeper.make()
    before, after = keeper.wrap(old, KEY, b"place"), keeper.wrap(new, KEY, b"place")
    keeper.destroy(old)
    keeper.destroy(old)
    with pytest.raises(SealBroken):
        custodian_of(address).unwrap(old, before, b"place")
    assert custodian_of(address).unwrap(new, after, b"place") == KEY


def test_a_ring_moves_into_the_custodian_and_reads_what_its_file_wrapped(ring_keys: tuple[RingKey, ...], address: str):
    keeper = custodian_of(address)
    before = KeyRing(ring_keys).wrap(KEY, SITI, 1)
    ring = KeyRing(moved(ring_keys, keeper.make()), custodian=keeper)
    assert ring.unwrap(before, SITI, 1)._raw == KEY
    again = ring.rewrap(before, SITI, 1)
    assert again.kek_version == 2
    assert ring.unwrap(again, SITI, 1)._raw == KEY
    for wrong, whose in ((again, BEJO), (replace(again, kek_version=1), SITI), (Wrapped(before.blob, 2), SITI)):
        with pytest.raises(SealBroken):
            ring.unwrap(wrong, whose, 1)
    with pytest.raises(CustodianAwayError, match="SEKALI_CUSTODY"):
        KeyRing(moved(ring_keys, "pkcs11:00")).unwrap(again, SITI, 1)


def test_the_token_never_shows_its_key(token_address: str):
    import pkcs11

    keeper = Token.of(token_address)
    handle = keeper.make()
    keeper.wrap(handle, KEY, b"place")
    [held] = keeper._keys.values()
    with pytest.raises(pkcs11.AttributeSensitive):
        held[pkcs11.Attribute.VALUE]
    assert held[pkcs11.Attribute.EXTRACTABLE] is False


@pytest.mark.race
def test_a_token_is_used_by_many_threads(token_address: str):
    keeper = Token.of(token_address)
    handle = keeper.make()
    blob = keeper.wrap(handle, KEY, b"place")
    assert at_once(lambda _: keeper.unwrap(handle, blob, b"place"), 8) == [KEY] * 8


def test_a_wrong_pin_or_no_token_is_one_sentence(token_address: str, tmp_path: Path):
    (tmp_path / "pin").write_text("9999")
    bad_pin = token_address.rpartition("pin-source=")[0] + f"pin-source=file:{tmp_path / 'pin'}"
    for wrong in (token_address.replace("token=sekali", "token=other"), bad_pin, bad_pin + "-none"):
        # A driver logs its whole process in, so each tries it from a process of its own.
        asking = f"from keys.custodians.token import Token; Token.of({wrong!r}).make()"
        said = subprocess.run(
            [sys.executable, "-c", asking], cwd=HOUSE, capture_output=True, text=True, check=False
        ).stderr
        assert "CustodianAwayError: The token" in said
        assert "9999" not in said


def test_transit_that_is_away_or_refuses_us_tells_nothing_of_the_blob(transit: tuple, tmp_path: Path):
    engine, address = transit
    keeper = Transit.of(address)
    handle = keeper.make()
    blob = keeper.wrap(handle, KEY, b"place")
    engine.down = True
    with pytest.raises(CustodianAwayError):
        keeper.unwrap(handle, blob, b"place")
    engine.down = False
    (tmp_path / "token").write_text("s.other")
    stranger = Transit.of(address.rpartition("token-file=")[0] + f"token-file={tmp_path / 'token'}")
    with pytest.raises(CustodianAwayError):
        stranger.unwrap(handle, blob, b"place")
    assert keeper.unwrap(handle, blob, b"place") == KEY


@pytest.mark.parametrize(
    "wrong",
    ["vault:x", "pkcs11:", "pkcs11:token=a;object=b", "transit+https://", "transit+https://h/v1/transit?key=a",
     "transit+http://bao.example/v1/transit?key=a&token-file=/t", "transit+https://h/other?key=a&token-file=/t"],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_refused_in_one_sentence(wrong: str):
    with pytest.raises(KeyRingError, match="SEKALI_CUSTODY"):
        custodian_of(wrong)


def test_without_a_custodian_nothing_is_made_or_opened_there():
    assert custodian_of("") is None
    for deed in (
        lambda: NoCustodian().make(),
        lambda: NoCustodian().wrap("pkcs11:00", KEY, b""),
        lambda: NoCustodian().unwrap("pkcs11:00", b"", b""),
        lambda: NoCustodian().destroy("pkcs11:00"),
    ):
        with pytest.raises(KeyRingError):
            deed()


def test_a_ring_with_custodians_keys_keeps_its_rules(ring_keys: tuple[RingKey, ...]):
    kek = next(key for key in ring_keys if key.purpose is Purpose.KEK)
    rest = [key for key in ring_keys if key is not kek]
    held = replace(kek, material=b"", handle="transit:1")
    assert KeyRing([*rest, held])
    older = replace(held, version=2, state=State.RETIRED, retired_at=BORN)
    desk = next(key for key in rest if key.purpose is Purpose.DESK)
    wrong = (
        [*rest, held, older],
        [*rest, replace(kek, handle="transit:1")],
        [kek, *(key for key in rest if key is not desk), replace(desk, material=b"", handle="transit:1")],
    )
    for keys in wrong:
        with pytest.raises(KeyRingError):
            KeyRing(keys)
