"""The terms of work: who the issuer is, how long each thing lives that it gives out, and whose keys are at hand."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.sign_ins import Limits
from core.settings import Settings
from oidc.clients.fetched_keys import Recipients, nobody


@dataclass(frozen=True, slots=True)
class Terms:
    """The deployment's issuer and the lives of what it gives out; `recipients` finds the keys that answers are encrypted to."""

    issuer: str
    handle: timedelta
    code: timedelta
    device: timedelta
    access: timedelta
    refresh: timedelta
    interaction: timedelta
    fresh: timedelta
    sign_in: Limits
    mtls_address: str = ""
    recipients: Recipients = nobody

    @property
    def token_endpoints(self) -> tuple[str, ...]:
        """Return the addresses at which tokens are asked for, the alias of mutual TLS too (RFC 8705, section 5)."""
        return tuple(f"{address}/token" for address in (self.issuer, self.mtls_address) if address)


def terms_of(settings: Settings, recipients: Recipients = nobody) -> Terms:
    """Return the terms that `settings` set."""
    return Terms(
        issuer=settings.issuer,
        handle=timedelta(seconds=settings.request_handle_seconds),
        code=timedelta(seconds=settings.code_seconds),
        device=timedelta(seconds=settings.device_code_seconds),
        access=timedelta(seconds=settings.access_token_seconds),
        refresh=timedelta(days=settings.refresh_token_days),
        interaction=timedelta(minutes=settings.interaction_minutes),
        fresh=timedelta(minutes=settings.fresh_minutes),
        sign_in=Limits(timedelta(minutes=settings.sign_in_idle_minutes), timedelta(hours=settings.sign_in_hours)),
        mtls_address=settings.mtls_address,
        recipients=recipients,
    )
