"""Whether a checkpoint is anchored: signed by a ledger's key that one trusts, and seen by witnesses that one trusts."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.verify import cosignatures, handovers, notes
from ledger.verify.cosignatures import Policy
from ledger.verify.handovers import Chain
from ledger.verify.notes import SignatureWrongError
from ledger.verify.report import Finding, Report


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the verifying person trusts: keys of the ledger, and witnesses."""

    keys: Sequence[notes.VerifierKey]
    policy: Policy


def anchor(
    note: notes.Note, trust: Trust, report: Report, file: str | None = None, carried: Sequence[notes.Note] = ()
) -> Chain:
    """Put into `report` who has signed and cosigned `note`, or that a signature is wrong; return the chain of keys.

    `carried` are the handovers that the file holds. A trusted key leads along them to the one that signed.
    """
    report.quorum = trust.policy.quorum
    chain = handovers.chain_of(carried, note)
    handovers.judge(chain, note, trust.keys, report)
    try:
        signer = notes.anchor(note, chain.signers(note.size, trust.keys))
        if signer is None and handovers.is_after_handover(note, chain, trust.keys):
            report.add(
                Finding("handover-late", "the checkpoint was signed by a key after it had handed over.", file=file)
            )
        trusted = chain.trusted(trust.keys) if chain.notes else signer
        report.key = None if signer is None or trusted is None else trusted.text
    except SignatureWrongError:
        text = "the signature under the checkpoint was not made over this text by the key that it names."
        report.add(Finding("signature", text, file=file))
    try:
        report.witnesses = dict(cosignatures.cosigners(note, trust.policy.witnesses))
    except SignatureWrongError:
        text = "a cosignature under the checkpoint was not made over this text by the witness that it names."
        report.add(Finding("cosignature", text, file=file))
    return chain
