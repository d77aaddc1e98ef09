"""Whether a checkpoint is anchored: signed by a ledger's key that one trusts, and seen by witnesses that one trusts."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.verify import cosignatures, notes
from ledger.verify.cosignatures import Policy
from ledger.verify.notes import SignatureWrongError
from ledger.verify.report import Finding, Report


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the verifying person trusts: keys of the ledger, and witnesses."""

    keys: Sequence[notes.VerifierKey]
    policy: Policy


def anchor(note: notes.Note, trust: Trust, report: Report, file: str | None = None) -> None:
    """Put into `report` who has signed and cosigned `note`, or that a signature is wrong."""
    report.quorum = trust.policy.quorum
    try:
        key = notes.anchor(note, trust.keys)
        report.key = None if key is None else key.text
    except SignatureWrongError:
        text = "the signature under the checkpoint was not made over this text by the key that it names."
        report.add(Finding("signature", text, file=file))
    try:
        report.witnesses = dict(cosignatures.cosigners(note, trust.policy.witnesses))
    except SignatureWrongError:
        text = "a cosignature under the checkpoint was not made over this text by the witness that it names."
        report.add(Finding("cosignature", text, file=file))
