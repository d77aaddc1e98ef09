"""An entry together with its inclusion proof, in the form that leaves the house as JSON."""

from base64 import b64encode
from typing import Any

from sqlalchemy.orm import Session

from ledger import proofs, store


def proof_of(session: Session, index: int) -> dict[str, Any] | None:
    """Return body, leaf hash and proof of the published entry `index` (hashes in base64); None while there is none."""
    proof = proofs.prove(session, index)
    found = store.entry(session, index) if proof else None
    if proof is None or found is None:
        return None
    return {
        "index": index,
        "body": found.body.decode(),
        "leaf_hash": _base64(found.leaf_hash),
        "proof": {"size": proof.size, "root": _base64(proof.root), "path": [_base64(one) for one in proof.path]},
        "checkpoint": proof.note.decode(),
    }


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
