"""The format as it is told to strangers: complete, and its example is true."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.entries import SHAPES, EntryType
from ledger.verify import shape
from ledger.verify.verification import verify
from tests.ledger.rogue import Rogue

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs" / "ledger.md").read_text()


def test_every_key_of_a_body_is_told() -> None:
    keys = set(
        re.findall(r"^\| `(\w+)` \| ", PAGE.partition("| key | value")[2].partition("| type | needs")[0], re.MULTILINE)
    )
    assert keys == set(shape._KINDS)


@pytest.mark.parametrize("kind", list(EntryType))
def test_every_type_is_told_with_what_it_needs(kind: EntryType) -> None:
    row = re.search(rf"^\| `{re.escape(kind.value)}` \|([^|]*)\|([^|]*)\|", PAGE, re.MULTILINE)
    assert row, kind
    needs, may = (set(re.findall(r"`(\w+)`", cell)) for cell in row.groups())
    assert (needs, may) == (SHAPES[kind].needs, SHAPES[kind].may)


def test_every_code_is_told_and_every_told_code_exists() -> None:
    sources = [path.read_text() for path in (HOUSE / "ledger" / "verify").glob("*.py")]
    raised = {
        code
        for source in sources
        for code in re.findall(r'(?:Finding|_finding|_complain|yield)[( ]"([a-z-]+)",', source)
    }
    cells = re.findall(r"^\| (`[a-z][a-z-]+`(?:, `[a-z-]+`)*) \| ", PAGE, re.MULTILINE)
    told = {code for cell in cells for code in re.findall(r"`([a-z-]+)`", cell)}
    told |= set(re.findall(r"`([a-z-]+)`", PAGE.partition("Codes: ")[2].partition("\n")[0]))
    assert len(raised) > 35
    assert raised <= told
    assert {code for code in told if code not in raised} <= set(shape._KINDS) | {kind.value for kind in EntryType}


def test_the_example_is_a_good_export(tmp_path: Path) -> None:
    example = re.search(r"bytes 00 01 … 1f:\n\n```\n(.*?)```", PAGE, re.DOTALL)[1]
    key = re.search(r"Its verifier key: `(.*?)`", PAGE)[1]
    path = tmp_path / "example.sekali"
    path.write_text(example)
    report = verify(path, [key])
    assert (report.exit_code, report.size, report.findings) == (0, 2, [])
    rogue = Rogue()
    rogue.private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    assert rogue.key == key
    assert rogue.export(example.encode().split(b"\n\n")[0].split(b"\n")[1:]) == example.encode()


def test_every_option_of_the_verifier_is_told() -> None:
    source = (HOUSE / "ledger" / "verify" / "__main__.py").read_text()
    for option in re.findall(r'"(--[a-z]+)"', source):
        assert f"`{option}" in PAGE
