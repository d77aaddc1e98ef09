"""What may follow what on the tag of an account, and when a tag may be erased."""

from collections.abc import Iterator

from ledger.verify.tag import Body, Complaint, Tag


def opened(tag: Tag, _body: Body) -> Iterator[Complaint]:
    """Open an account: the first entry of its tag."""
    if tag.number:
        yield "opened-twice", "opens an account on a tag that is already in use"
    tag.kind = "account"


def frozen(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Freeze an account, or free it again."""
    yield from _on_account(tag, body)
    wanted = body["type"] == "account.frozen"
    if tag.frozen is wanted:
        yield "account-state", f"is a {body['type']} of an account that {'is' if wanted else 'is not'} frozen"
    tag.frozen = wanted


def closing(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Begin to close an account, or take that back."""
    yield from _on_account(tag, body)
    wanted = body["type"] == "account.closing"
    if tag.closing is wanted:
        yield "account-state", f"is a {body['type']} of an account that {'is' if wanted else 'is not'} being closed"
    tag.closing = wanted


def profile(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Change the profile: never while the account is being closed, and by the citizen only while it is not frozen."""
    yield from _on_account(tag, body)
    if tag.closing:
        yield "account-state", "changes the profile of an account that is being closed"
    if tag.frozen and body["actor"] == "citizen":
        yield "account-state", "changes the profile by the citizen while the account is frozen"


def credentials(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Change how an account is entered; that goes on while it is frozen or being closed, since its owner must still get in."""
    yield from _on_account(tag, body)


def held(tag: Tag, body: Body) -> Iterator[Complaint]:
    """Let a law keep the data of an account (or a document) until a day, or no longer."""
    yield from _on_account(tag, body)
    what = ",".join(body["fields"])
    if body["type"] == "hold.placed":
        if tag.holds.get(what, 0) > body["time"]:
            yield "hold-twice", "places a hold where one stands"
        tag.holds[what] = body["terms"]["ends"] or 0
    elif tag.holds.pop(what, None) is None:
        yield "hold-nothing", "lifts a hold that was never placed"


def erase(tag: Tag, body: Body) -> Iterator[Complaint]:
    """End a tag of a citizen for ever: what it sealed can be opened no more."""
    if tag.kind not in {"account", "grant"}:
        yield "erase-nothing", "erases a tag on which there is nothing of a citizen"
    if body["count"] != body["number"] - 1:
        yield "erase-count", f"counts {body['count']} entries before it, where there are {body['number'] - 1}"
    if tag.kind == "account" and not tag.closing:
        yield "erase-not-closing", "erases an account that was not being closed"
    if (held_for := max(tag.holds.values(), default=0) - body["time"]) > 0:
        yield "erase-held", f"erases an account {held_for} s before the end of a hold on it"
    tag.erased = True


def _on_account(tag: Tag, body: Body) -> Iterator[Complaint]:
    if tag.kind != "account":
        yield "no-account", f"is a {body['type']} on a tag on which no account was opened"
