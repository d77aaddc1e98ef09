"""What everybody may read of the ledger, described."""

from collections.abc import Mapping

from core.operations import COUNT, JSON, TEXT, Answer, Operation, listed, objects, refusal, texts

PLAIN = "text/plain"
NOT_YET = refusal("There is none (yet).")
BUSY = refusal("Another process is at it; ask again.")
PROOF = objects(
    {"index": COUNT, "proof": objects({"size": COUNT, "root": TEXT, "path": listed()})}
    | texts(("leaf_hash", "checkpoint"))
)

OPERATIONS: Mapping[str, Operation] = {
    "ledger.checkpoint": Operation({200: Answer("The newest checkpoint, a signed note.", {PLAIN: TEXT}), 503: BUSY}),
    "ledger.anchored": Operation({200: Answer("The newest with enough cosignatures.", {PLAIN: TEXT}), 404: NOT_YET}),
    "ledger.key": Operation({200: Answer("The verifier key.", {PLAIN: TEXT})}),
    "ledger.handovers": Operation({200: Answer("Signed notes, oldest first.", {PLAIN: TEXT})}),
    "ledger.tile": Operation({200: Answer("Hashes.", {"application/octet-stream": TEXT}), 404: NOT_YET}),
    "ledger.entry": Operation({200: Answer("Leaf hash and proof.", {JSON: PROOF}), 404: NOT_YET}),
}
