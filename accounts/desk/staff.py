"""Staff: people with a desk of their own, who sign in with password and second factor."""

from dataclasses import dataclass

ROLES = ("auditor", "officer", "dpo", "owner")


@dataclass(frozen=True, slots=True)
class StaffSignIn:
    """A member of staff at their desk. `staff` is the id that names them in the ledger."""

    staff: str
    sign_in: str
    name: str
    role: str
