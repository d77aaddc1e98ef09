"""What may follow what on the tag of a grant: answers, refusals, withdrawals, releases."""

from collections.abc import Iterator

from ledger.verify.tag import Answer, Body, Complaint, Tag, purpose_key, purpose_version

REPEAT_SECONDS = 60


def answer(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Give a consent, change it, or show a notice: from here on this is what holds on the tag."""
    yield from _on_grant(tag, body)
    is_consent = body["type"] != "notice.shown"
    if tag.answer:
        yield from _after(tag.answer, body, is_consent=is_consent)
    if body["type"] == "consent.changed" and not tag.answer:
        yield "changed-nothing", "changes a consent that was never given on its tag"
    terms = body["terms"]
    fields = frozenset(body["fields"])
    tag.answer = Answer(
        is_consent, body["service"], body["purpose"], fields, terms["once"], terms["ends"], None, body["count"]
    )


def refused(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Refuse: what was granted before stays granted."""
    if tag.kind == "desk":
        yield "wrong-tag", "is a consent.refused on a tag of another kind (desk)"
    tag.kind = tag.kind or "grant"
    if tag.answer:
        yield from same_matter(tag.answer, body)


def withdrawn(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Take a consent back: it ends the tag's grant for ever."""
    yield from _on_grant(tag, body)
    if not tag.answer:
        yield "withdrawn-nothing", "withdraws a consent that was never given on its tag"
    elif not tag.answer.is_consent:
        yield "withdrawn-notice", "withdraws a notice, which does not rest on consent"
    tag.withdrawn = True


def frozen(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Freeze a grant, or let it be read by again."""
    yield from _on_grant(tag, body)
    wanted = body["type"] == "grant.frozen"
    if not tag.answer:
        yield "frozen-nothing", f"is a {body['type']} of a grant that was never given"
    elif tag.frozen is wanted:
        yield "grant-state", f"is a {body['type']} of a grant that {'is' if wanted else 'is not'} frozen"
    tag.frozen = wanted


def release(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Let values go to a service: only under the answer that holds, within its fields and its time."""
    tag.received |= frozenset(body["fields"])
    if body["actor"] != "service":
        yield "release-actor", f"is a release to {body['actor']}, not to a service"
    if tag.withdrawn:
        yield "release-withdrawn", "is a release after the consent was withdrawn"
    if tag.frozen:
        yield "release-frozen", "is a release while its grant was frozen"
    if not tag.answer:
        yield "release-unasked", "is a release on a tag without consent or notice"
        return
    holds = tag.answer
    if body["service"] != holds.service:
        yield "release-service", f"is a release to {body['service']} under an answer for {holds.service}"
    if body["purpose"] != holds.purpose:
        yield "release-purpose", f"is a release for {body['purpose']} under an answer for {holds.purpose}"
    if more := sorted(set(body["fields"]) - holds.fields):
        yield "release-fields", f"is a release of {', '.join(more)}, which was not granted"
    yield from _in_time(holds, body["time"])
    yield from _counted(holds, body)


def _on_grant(tag: Tag, body: Body) -> Iterator[Complaint]:
    if tag.kind not in {None, "grant"}:
        yield "wrong-tag", f"is a {body['type']} on a tag of another kind ({tag.kind})"
    tag.kind = tag.kind or "grant"
    if tag.withdrawn:
        yield "after-withdrawal", "comes after the withdrawal that ended its grant"
    if tag.answer:
        yield from same_matter(tag.answer, body)


def _after(earlier: Answer, body: Body, *, is_consent: bool) -> Iterator[Complaint]:
    if earlier.is_consent != is_consent:
        yield "mixed-basis", "mixes consent and notice on one tag"
    if body["type"] == "consent.given":
        yield "given-twice", "gives a consent where one was given already (a new answer is a consent.changed)"
    if purpose_version(body["purpose"]) < purpose_version(earlier.purpose):
        yield "version-back", f"answers {body['purpose']} after {earlier.purpose} was answered"


def same_matter(earlier: Answer, body: Body) -> Iterator[Complaint]:
    """Stay with the service and the purpose (of any version) that the tag is about."""
    if body["service"] != earlier.service:
        yield "other-service", f"is about {body['service']} on a tag of {earlier.service}"
    if purpose_key(body["purpose"]) != purpose_key(earlier.purpose):
        yield "other-purpose", f"is about {body['purpose']} on a tag of {earlier.purpose}"


def _in_time(holds: Answer, time: int) -> Iterator[Complaint]:
    if holds.ends is not None and time > holds.ends:
        yield "release-late", f"is a release {time - holds.ends} s after the grant ended"
    if holds.first_release is None:
        holds.first_release = time
    elif holds.once and time > holds.first_release + REPEAT_SECONDS:
        yield "release-spent", f"is a release {time - holds.first_release} s after the one release that was granted"


def _counted(holds: Answer, body: Body) -> Iterator[Complaint]:
    # A reading is numbered; whoever made the last one may repeat it for a minute under the same number.
    number, time = body["count"], body["time"]
    if holds.reads is None or number is None:
        if holds.reads != number:
            yield "release-count", "numbers a reading that is not counted, or does not number one that is"
        return
    if number == holds.reading + 1:
        holds.reading, holds.reading_began = number, time
    elif number != holds.reading:
        yield "release-count", f"is reading {number}, where {holds.reading + 1} is next"
    elif time > holds.reading_began + REPEAT_SECONDS:
        yield "release-spent", f"repeats reading {number} {time - holds.reading_began} s after it"
    if number > holds.reads:
        yield "release-spent", f"is reading {number} where {holds.reads} were granted"
