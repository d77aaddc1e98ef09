"""What may follow what about a deletion: asked once a consent has ended, answered after that, and once."""

from collections.abc import Iterator

from ledger.verify.grants import same_matter
from ledger.verify.tag import Body, Complaint, Tag

REQUESTED, DONE = "deletion.requested", "deletion.done"


def requested(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Ask the service to delete: after a withdrawal, or once the time of the answer has passed."""
    yield from _about(tag, body)
    if not tag.withdrawn and not _is_over(tag, body):
        yield "deletion-early", "asks for a deletion although the consent has not ended"
    if tag.deletion is not None:
        yield "deletion-twice", "asks for a deletion that was asked for before"
    tag.deletion = tag.deletion or REQUESTED


def answered(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Say that it is deleted, or kept by law; what was kept may be deleted later."""
    yield from _about(tag, body)
    if tag.deletion is None:
        yield "deletion-unasked", "answers a deletion that nobody asked for"
    elif tag.deletion == DONE or (tag.deletion != REQUESTED and body["type"] != DONE):
        yield "deletion-settled", f"is a {body['type']} after a {tag.deletion} that settled it"
    tag.deletion = body["type"]


def _about(tag: Tag, body: Body) -> Iterator[Complaint]:
    if tag.answer is None or not tag.answer.is_consent:
        yield "deletion-nothing", "is about a deletion on a tag without a consent"
        return
    yield from same_matter(tag.answer, body)
    if more := sorted(set(body["fields"]) - tag.received):
        yield "deletion-fields", f"is about {', '.join(more)}, which the service never received"


def _is_over(tag: Tag, body: Body) -> bool:
    ends = tag.answer.ends if tag.answer else None
    return ends is not None and body["time"] >= ends
