"""A citizen's receipt: what it says against the entries that it carries, and these against the signed tree."""

import base64
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.verify.anchors import Trust, anchor
from ledger.verify.bundle_file import PROOF
from ledger.verify.notes import Note, read_note
from ledger.verify.report import Finding, Report, UnreadableError
from ledger.verify.shape import MalformedError, body_of
from ledger.verify.tree import leaf_hash, root_from_path

MOST_BYTES = 1 << 20
SALT_BYTES = 32
OPENING_DOMAIN = b"sekali-ledger-1/opening\n"


def verify_receipt(stream: BinaryIO, trust: Trust, report: Report) -> None:
    """Check the receipt in `stream` and put all that is wrong into `report`; raise `UnreadableError`."""
    report.kind = "receipt"
    try:
        told = json.loads(stream.read(MOST_BYTES))
        claims, entries, newest = told["receipt"], told["entries"], None
        carried = [read_note(note.encode(), "a handover") for note in told.get("handovers", [])]
        _check_signature(told["jws"], told["key"], claims, report)
        if [one["index"] for one in entries] != [one["index"] for one in claims["ledger"]]:
            report.add(Finding("receipt", "the receipt names other entries than those that it carries."))
        for one, named in zip(entries, claims["ledger"], strict=False):
            note = _check_entry(one, named, claims, report)
            newest = note if newest is None or note.size > newest.size else newest
            anchor(note, trust, report, carried=carried)
        if newest is None:
            raise UnreadableError("the receipt carries no entry.")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableError(f"it is not a receipt ({type(error).__name__}).") from None
    report.origin, report.size = newest.origin, newest.size
    report.root = base64.b64encode(newest.root).decode()


def _check_signature(jws: str, key: Mapping[str, str], claims: Any, report: Report) -> None:
    signed, _, signature = jws.rpartition(".")
    try:
        Ed25519PublicKey.from_public_bytes(_unb64(key["x"])).verify(_unb64(signature), signed.encode())
        is_right = json.loads(_unb64(signed.partition(".")[2])) == claims
    except InvalidSignature:
        is_right = False
    if not is_right:
        report.add(Finding("receipt", "the signature of the receipt was not made over what it says."))


def _check_entry(one: Mapping[str, Any], named: Mapping[str, Any], claims: Any, report: Report) -> Note:
    index, line = one["index"], one["body"].encode()
    proof = PROOF.fullmatch(one["proof"].encode())
    if proof is None:
        raise ValueError
    note, leaf = read_note(proof[3]), leaf_hash(line)
    path = [base64.b64decode(hash_) for hash_ in proof[2].split()]
    if int(proof[1]) != index or root_from_path(leaf, index, note.size, path) != note.root:
        report.add(Finding("not-included", "is not in the tree that the checkpoint signs.", entry=index))
    if base64.urlsafe_b64encode(leaf).rstrip(b"=").decode() != named["leaf"]:
        report.add(Finding("receipt", "is not the entry that the receipt names.", entry=index))
    try:
        body = body_of(line)
    except MalformedError as error:
        report.add(Finding("malformed", f"{error}.", entry=index))
        return note
    report.counts[body["type"]] += 1
    is_last = index == claims["ledger"][-1]["index"]
    for text in _differences(body, one["opening"], claims, is_last=is_last):
        report.add(Finding("receipt", text, entry=index))
    return note


def _differences(body: Mapping[str, Any], opening: str, claims: Any, *, is_last: bool) -> Iterator[str]:
    opened = _unb64(opening)
    if sha256(OPENING_DOMAIN + opened).digest() != _unb64(body["commitment"]):
        yield "commits to something else than its opening."
        return
    payload = json.loads(opened[SALT_BYTES:])
    if payload["grant"] != claims["jti"] or body["service"] != claims["service"]["key"]:
        yield "is about another answer or service than the receipt."
    # What was answered last is what the receipt tells; a withdrawal ends it and shows nothing anew.
    if is_last and body["purpose"] != claims["purpose"]["reference"]:
        yield "is about another purpose than the receipt."
    if (
        is_last
        and body["type"] != "consent.refused"
        and sorted(field["key"] for field in claims["granted"]) != body["fields"]
    ):
        yield "is about other fields than the receipt."
    if is_last and payload.get("evidence", claims["evidence"]) != claims["evidence"]:
        yield "proves that something else was shown than the receipt says."


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
