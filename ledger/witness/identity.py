"""Who a witness is and whom it watches: a folder with its key, and the verifier keys of the ledgers that it trusts."""

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.verify import cosignatures
from ledger.verify.notes import Note, VerifierKey, read_key

KEY_FILE, LEDGERS_FILE = "key", "ledgers"
DASH = "\N{EM DASH}"


class WitnessError(Exception):
    """The folder is not that of a witness, or cannot be made one; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A witness: its name and key."""

    name: str
    key: Ed25519PrivateKey = field(repr=False)

    @property
    def verifier_key(self) -> str:
        """Return the line by which others know this witness (C2SP signed-note, type 0x04)."""
        material = base64.b64encode(cosignatures.COSIGNATURE + self._public).decode()
        return f"{self.name}+{cosignatures.key_id(self.name, self._public).hex()}+{material}"

    def cosign(self, note: Note, now: int) -> str:
        """Return the signature line of this witness over `note` at `now` (seconds since 1970)."""
        signature = self.key.sign(cosignatures.message(now, note.text))
        data = cosignatures.key_id(self.name, self._public) + now.to_bytes(cosignatures.TIME_BYTES) + signature
        return f"{DASH} {self.name} {base64.b64encode(data).decode()}\n"

    @property
    def _public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()


def create(folder: Path, name: str) -> Identity:
    """Make a witness of this name in `folder` with a new key, readable by its owner alone; raise `WitnessError`."""
    if not name or "+" in name or any(sign.isspace() for sign in name):
        raise WitnessError("The name of a witness has no spaces and no plus, such as witness.example/w1.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = Ed25519PrivateKey.generate()
    line = f"{name} {base64.b64encode(private.private_bytes_raw()).decode()}\n"
    try:
        file = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise WitnessError(f"{folder} holds a witness already.") from None
    with open(file, "w") as stream:  # noqa: PTH123 - an open descriptor, which no other program saw with other rights
        stream.write(line)
    (folder / LEDGERS_FILE).touch(exist_ok=True)
    return Identity(name, private)


def load(folder: Path) -> Identity:
    """Return the witness of `folder`; raise `WitnessError`."""
    try:
        if (folder / KEY_FILE).stat().st_mode & 0o077:
            raise WitnessError(f"{folder / KEY_FILE} can be read by others; give it the mode 0600.")
        name, _, seed = (folder / KEY_FILE).read_text().strip().partition(" ")
        return Identity(name, Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed, validate=True)))
    except OSError as error:
        raise WitnessError(
            f"{folder} is no folder of a witness ({error.strerror}). Make one: sekali witness init"
        ) from None
    except ValueError:
        raise WitnessError(f"{folder / KEY_FILE} does not hold the key of a witness.") from None


def trust(folder: Path, key: str) -> VerifierKey:
    """Trust the ledger that signs with `key`; raise `ledger.verify.report.UnreadableError` for what is no verifier key."""
    read = read_key(key)
    if read not in ledgers(folder):
        with (folder / LEDGERS_FILE).open("a") as file:
            file.write(read.text + "\n")
    return read


def ledgers(folder: Path) -> tuple[VerifierKey, ...]:
    """Return the keys of the ledgers that this witness trusts; read at every request, so that no start is needed."""
    lines = (folder / LEDGERS_FILE).read_text().splitlines()
    return tuple(read_key(line) for line in lines if line.strip())
