"""A proposal: a purpose that somebody would like to ask for, and what the data-protection officer said to it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from consent.purposes import Basis, Purpose, WantedField

GIVEN_AT_APPROVAL = ("id", "service", "version", "state", "only")
LONGEST_REMARK = 1000


class State(StrEnum):
    """Where a proposal stands. Only `approved` has become a version of its purpose; `superseded` was proposed anew."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


OPEN = (State.DRAFT, State.IN_REVIEW, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal. `purpose` has neither id nor version before it is approved; `version` is what it became."""

    id: str
    service: str
    purpose: Purpose
    state: State
    proposed_by: str
    proposed_at: datetime
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    remark: str = ""
    version: int | None = None


def content_of(purpose: Purpose) -> dict[str, Any]:
    """Return what is proposed, as plain values."""
    return {name: value for name, value in asdict(purpose).items() if name not in GIVEN_AT_APPROVAL}


def purpose_in(service: str, content: Mapping[str, Any]) -> Purpose:
    """Return the purpose that plain values describe; it is nobody's version yet."""
    told = dict(content) | {
        "basis": Basis(content["basis"]),
        "fields": tuple(WantedField(**wanted) for wanted in content["fields"]),
    }
    return Purpose(id="", service=service, version=0, state="active", **told)


def may_review(proposal: Proposal, staff: str) -> bool:
    """Tell whether this member of staff may judge it: it waits for that, and somebody else has proposed it."""
    return proposal.state is State.IN_REVIEW and proposal.proposed_by != staff
