"""The form that opens an account: whatever is opened with one form follows from it, so that sending it twice changes nothing.

The page carries a value that is used once. The sign-in and the recovery codes of the new account are worked out from it under
our own key: a second sending of the same form shows the same codes and sets the same cookie, and nothing had to be
stored in clear for that. Who knows the value alone, such as the person before at a shared browser, can work out nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.credentials import recovery_codes
from core.canonical import b64
from core.clock import to_epoch
from core.ids import new_secret
from keys.ring import KeyRing

SPAN_SECONDS = 12 * 3600  # as long as a form token is good for


@dataclass(frozen=True, slots=True)
class Form:
    """One form in one browser, known by the value that it carries."""

    browser: str = field(repr=False)
    once: str = field(repr=False)

    def secret(self, keys: KeyRing) -> str:
        """Return the secret of the sign-in that this form begins."""
        return b64(keys.secret_digest(f"sign-up/sign-in/{self.browser}/{self.once}"))

    def codes(self, keys: KeyRing) -> tuple[str, ...]:
        """Return the recovery codes of the account that this form opens."""
        seeds = (f"sign-up/code {n}/{self.browser}/{self.once}" for n in range(recovery_codes.COUNT))
        return tuple(recovery_codes.code_of(keys.secret_digest(seed)) for seed in seeds)


def next_form(keys: KeyRing, browser: str, now: datetime) -> Form:
    """Return the form that a browser is offered until it has opened an account.

    It stays the same for hours: who got no answer on a bad line, goes back and fills the form in anew, sends it a second time.
    """
    span = to_epoch(now) // SPAN_SECONDS
    return Form(browser, b64(keys.secret_digest(f"sign-up/form/{browser}/{span}")))


def another_form(browser: str) -> Form:
    """Return a form that was never offered before."""
    return Form(browser, new_secret())
