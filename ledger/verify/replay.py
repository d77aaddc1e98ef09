"""Semantic replay: does the history make sense? Kept per tag, in the order of the index, never by time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

REPEAT_SECONDS = 60

Complaint = tuple[str, str]  # a stable code and a sentence
Body = Mapping[str, Any]


@dataclass(slots=True)
class Answer:
    """What was last agreed or shown on a tag."""

    is_consent: bool
    service: str
    purpose: str
    fields: frozenset[str]
    once: bool
    ends: int | None
    first_release: int | None = None


@dataclass(slots=True)
class Tag:
    """What the entries of one tag have led to so far."""

    number: int = 0
    kind: str | None = None  # account, grant or desk: set by the first entry that decides it
    erased: bool = False
    frozen: bool = False
    closing: bool = False
    withdrawn: bool = False
    answer: Answer | None = None


class Replay:
    """The state of all tags; `step` takes the next body and yields what is wrong with it."""

    def __init__(self) -> None:
        self._tags: dict[str, Tag] = {}

    def step(self, body: Body) -> Iterator[Complaint]:
        """Yield the complaints about `body` as the next entry, and let it take effect."""
        tag = self._tags.setdefault(body["tag"], Tag())
        if body["number"] != tag.number + 1:
            yield "number", f"is number {body['number']} of its tag, where {tag.number + 1} is next"
        if tag.erased:
            yield "after-erase", "comes after the erase that ended its tag"
        yield from _RULES[body["type"]](tag, body)
        tag.number = body["number"]


def _opened(tag: Tag, _body: Body) -> Iterator[Complaint]:
    if tag.number:
        yield "opened-twice", "opens an account on a tag that is already in use"
    tag.kind = "account"


def _on_account(tag: Tag, body: Body) -> Iterator[Complaint]:
    if tag.kind != "account":
        yield "no-account", f"is a {body['type']} on a tag on which no account was opened"


def _frozen(tag: Tag, body: Body) -> Iterator[Complaint]:
    yield from _on_account(tag, body)
    wanted = body["type"] == "account.frozen"
    if tag.frozen is wanted:
        yield "account-state", f"is a {body['type']} of an account that {'is' if wanted else 'is not'} frozen"
    tag.frozen = wanted


def _closing(tag: Tag, body: Body) -> Iterator[Complaint]:
    yield from _on_account(tag, body)
    wanted = body["type"] == "account.closing"
    if tag.closing is wanted:
        yield "account-state", f"is a {body['type']} of an account that {'is' if wanted else 'is not'} being closed"
    tag.closing = wanted


def _profile(tag: Tag, body: Body) -> Iterator[Complaint]:
    yield from _on_account(tag, body)
    if tag.closing:
        yield "account-state", "changes the profile of an account that is being closed"


def _erase(tag: Tag, body: Body) -> Iterator[Complaint]:
    if tag.kind not in {"account", "grant"}:
        yield "erase-nothing", "erases a tag on which there is nothing of a citizen"
    if body["count"] != body["number"] - 1:
        yield "erase-count", f"counts {body['count']} entries before it, where there are {body['number'] - 1}"
    if tag.kind == "account" and not tag.closing:
        yield "erase-not-closing", "erases an account that was not being closed"
    tag.erased = True


def _on_grant(tag: Tag, body: Body) -> Iterator[Complaint]:
    if tag.kind not in {None, "grant"}:
        yield "wrong-tag", f"is a {body['type']} on a tag of another kind ({tag.kind})"
    tag.kind = tag.kind or "grant"
    if tag.withdrawn:
        yield "after-withdrawal", "comes after the withdrawal that ended its grant"
    if tag.answer:
        yield from _same_matter(tag.answer, body)


def _same_matter(answer: Answer, body: Body) -> Iterator[Complaint]:
    if body["service"] != answer.service:
        yield "other-service", f"is about {body['service']} on a tag of {answer.service}"
    if _key(body["purpose"]) != _key(answer.purpose):
        yield "other-purpose", f"is about {body['purpose']} on a tag of {answer.purpose}"


def _answer(tag: Tag, body: Body) -> Iterator[Complaint]:
    yield from _on_grant(tag, body)
    is_consent = body["type"] != "notice.shown"
    if tag.answer and tag.answer.is_consent != is_consent:
        yield "mixed-basis", "mixes consent and notice on one tag"
    if body["type"] == "consent.given" and tag.answer:
        yield "given-twice", "gives a consent where one was given already (a new answer is a consent.changed)"
    if body["type"] == "consent.changed" and not tag.answer:
        yield "changed-nothing", "changes a consent that was never given on its tag"
    terms = body["terms"]
    fields = frozenset(body["fields"])
    tag.answer = Answer(is_consent, body["service"], body["purpose"], fields, terms["once"], terms["ends"])


def _refused(tag: Tag, body: Body) -> Iterator[Complaint]:
    if tag.kind == "desk":
        yield "wrong-tag", "is a consent.refused on a tag of another kind (desk)"
    tag.kind = tag.kind or "grant"
    if tag.answer:
        yield from _same_matter(tag.answer, body)


def _withdrawn(tag: Tag, body: Body) -> Iterator[Complaint]:
    yield from _on_grant(tag, body)
    if not tag.answer:
        yield "withdrawn-nothing", "withdraws a consent that was never given on its tag"
    elif not tag.answer.is_consent:
        yield "withdrawn-notice", "withdraws a notice, which does not rest on consent"
    tag.withdrawn = True


def _release(tag: Tag, body: Body) -> Iterator[Complaint]:
    if body["actor"] != "service":
        yield "release-actor", f"is a release to {body['actor']}, not to a service"
    if tag.withdrawn:
        yield "release-withdrawn", "is a release after the consent was withdrawn"
    if not tag.answer:
        yield "release-unasked", "is a release on a tag without consent or notice"
        return
    answer = tag.answer
    if body["service"] != answer.service:
        yield "release-service", f"is a release to {body['service']} under an answer for {answer.service}"
    if body["purpose"] != answer.purpose:
        yield "release-purpose", f"is a release for {body['purpose']} under an answer for {answer.purpose}"
    if more := sorted(set(body["fields"]) - answer.fields):
        yield "release-fields", f"is a release of {', '.join(more)}, which was not granted"
    yield from _in_time(answer, body["time"])


def _in_time(answer: Answer, time: int) -> Iterator[Complaint]:
    if answer.ends is not None and time > answer.ends:
        yield "release-late", f"is a release {time - answer.ends} s after the grant ended"
    if answer.first_release is None:
        answer.first_release = time
    elif answer.once and time > answer.first_release + REPEAT_SECONDS:
        yield "release-spent", f"is a release {time - answer.first_release} s after the one release that was granted"


def _desk(tag: Tag, body: Body) -> Iterator[Complaint]:
    if body["type"] == "service.changed" and tag.kind not in {None, "desk"}:
        yield "wrong-tag", f"is a service.changed on a tag of another kind ({tag.kind})"
    tag.kind = tag.kind or "desk"


def _key(purpose: str) -> str:
    return purpose.partition("@")[0]


_RULES: Mapping[str, Callable[[Tag, Body], Iterator[Complaint]]] = {
    "account.opened": _opened,
    "account.frozen": _frozen,
    "account.unfrozen": _frozen,
    "account.closing": _closing,
    "account.closing_cancelled": _closing,
    "erase": _erase,
    "consent.given": _answer,
    "consent.refused": _refused,
    "consent.changed": _answer,
    "consent.withdrawn": _withdrawn,
    "notice.shown": _answer,
    "release": _release,
    "profile.changed": _profile,
    "staff.act": _desk,
    "staff.lookup": _desk,
    "service.changed": _desk,
}
