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


def erase(tag: Tag, body: Body) -> Iterator[Complaint]:
    """End a tag of a citizen for ever: what it sealed can be opened no more."""
    if tag.kind not in {"account", "grant"}:
        yield "erase-nothing", "erases a tag on which there is nothing of a citizen"
    if body["count"] != body["number"] - 1:
        yield "erase-count", f"counts {body['count']} entries before it, where there are {body['number'] - 1}"
    if tag.kind == "account" and not tag.closing:
        yield "erase-not-closing", "erases an account that was not being closed"
    tag.erased = True


def _on_account(tag: Tag, body: Body) -> Iterator[Complaint]:
    if tag.kind != "account":
        yield "no-account", f"is a {body['type']} on a tag on which no account was opened"
