"""Every setting of a deployment, read once from the environment; half a configuration refuses to start.

Each setting is the environment variable `SEKALI_` + the field's name in capitals.
"""

import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError
from marshmallow import fields as parsers

CHECKOUT = Path(__file__).resolve().parent.parent
KNOWN_PROFILES = frozenset({"standard", "fapi2", "core", "legacy"})
POSITIVE = (
    "code_seconds",
    "request_handle_seconds",
    "device_code_seconds",
    "access_token_seconds",
    "refresh_token_days",
    "interaction_minutes",
    "sign_in_idle_minutes",
    "sign_in_hours",
    "staff_idle_minutes",
    "fresh_minutes",
    "checkpoint_seconds",
)
ADDRESS = re.compile(r"https://[^\s/?#]+(/[^\s?#]*[^\s?#/])?\Z")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")
PARSERS: Mapping[type, parsers.Field[Any]] = {
    bool: parsers.Boolean(),
    int: parsers.Integer(),
    str: parsers.String(),
}
LONGEST_CLOSING_HOURS = 72  # UU 27/2022, articles 40-45: at most 3 x 24 hours from receipt


class SettingsError(Exception):
    """The environment does not describe a deployment that could be served; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One deployment. Meanings, units and defaults are told in `docs/settings.md`."""

    mode: str = "local"
    issuer: str = "http://localhost:8000"
    database_url: str = ""
    keys_file: str = ""
    profiles: tuple[str, ...] = ("standard", "fapi2")
    open_registration: bool = False
    locale: str = "id"
    home_region: str = "35.74"
    operator_name: str = "Pemerintah Kota Probolinggo"
    operator_address: str = "Jl. Panglima Sudirman No. 19, Kota Probolinggo, Jawa Timur"
    dpo_contact: str = "ppdp@contoh.id"
    help_contact: str = "Loket Sekali, Mal Pelayanan Publik, Senin-Kamis 08.00-14.00 WIB, Jumat 08.00-11.00 WIB"
    supervisor_name: str = "Kementerian Komunikasi dan Digital"
    trusted_proxies: int = 0
    mtls_address: str = ""
    mtls_proxies: tuple[str, ...] = ()
    mtls_header: str = "Client-Cert"
    mtls_verified_header: str = ""
    code_seconds: int = 60
    request_handle_seconds: int = 60
    device_code_seconds: int = 600
    access_token_seconds: int = 600
    refresh_token_days: int = 90
    interaction_minutes: int = 60
    sign_in_idle_minutes: int = 30
    sign_in_hours: int = 12
    staff_idle_minutes: int = 15
    fresh_minutes: int = 5
    closing_hours: int = 72
    checkpoint_seconds: int = 2
    sign_in_failures: int = 5
    sign_in_source_failures: int = 50
    sign_ups_per_hour: int = 30
    registrations_per_hour: int = 60
    outbound_hosts: tuple[str, ...] = ()
    outbound_ca_file: str = ""

    @property
    def is_secure(self) -> bool:
        """Tell whether the issuer is https, so that cookies are `__Host-` and Secure."""
        return self.issuer.startswith("https://")

    @property
    def issuer_host(self) -> str:
        """Return host and port of the issuer as a browser writes them."""
        return urlsplit(self.issuer).netloc

    @property
    def mtls_host(self) -> str:
        """Return host and port of the address at which clients show certificates, empty when there is none."""
        return urlsplit(self.mtls_address).netloc

    @property
    def ledger_origin(self) -> str:
        """Return the ledger's origin line (C2SP tlog-checkpoint): the issuer without its scheme, and `/ledger`."""
        return self.issuer.split("://", 1)[1] + "/ledger"

    @property
    def closing_wait(self) -> timedelta:
        """Return how long a closed account can still be taken back before its key is destroyed."""
        return timedelta(hours=self.closing_hours)


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of `environment` (this process's own); raise `SettingsError` in one sentence."""
    return checked(
        Settings(**{field.name: _read(environment, field.name, field.default) for field in fields(Settings)})
    )


def checked(settings: Settings) -> Settings:
    """Return `settings` with its default paths filled in; raise `SettingsError` for what cannot be served."""
    for complaint in _complaints(settings):
        raise SettingsError(complaint)
    replacements: dict[str, str] = {}
    if not settings.database_url:
        replacements["database_url"] = f"sqlite:///{CHECKOUT / 'var' / 'sekali.sqlite'}"
    if not settings.keys_file:
        replacements["keys_file"] = str(CHECKOUT / ".keyring" / "ring.json")
    values = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    return Settings(**(values | replacements))


def _read(environment: Mapping[str, str], name: str, default: Any) -> Any:
    variable = f"SEKALI_{name.upper()}"
    given = environment.get(variable)
    if given is None:
        return default
    if isinstance(default, tuple):
        return tuple(part.strip() for part in given.split(",") if part.strip())
    try:
        return PARSERS[type(default)].deserialize(given)
    except ValidationError as error:
        raise SettingsError(f"{variable} cannot be read: {' '.join(map(str, error.messages))}") from None


def _complaints(settings: Settings) -> Iterator[str]:
    if settings.mode not in {"local", "demo", "production"}:
        yield "SEKALI_MODE must be one of local, demo and production."
    yield from _issuer_complaints(settings)
    yield from _mtls_complaints(settings)
    if unknown := sorted(set(settings.profiles) - KNOWN_PROFILES):
        yield f"SEKALI_PROFILES names {', '.join(unknown)}; known are {', '.join(sorted(KNOWN_PROFILES))}."
    if not settings.profiles:
        yield "SEKALI_PROFILES names no profile; without one no service can connect."
    if settings.locale not in {"id", "en"}:
        yield "SEKALI_LOCALE must be id or en."
    if not 0 <= settings.closing_hours <= LONGEST_CLOSING_HOURS:
        yield f"SEKALI_CLOSING_HOURS must lie between 0 and {LONGEST_CLOSING_HOURS} (UU 27/2022)."
    if settings.mode == "production" and not (settings.database_url and settings.keys_file):
        yield "In production SEKALI_DATABASE_URL and SEKALI_KEYS_FILE must be set."
    yield from (
        f"SEKALI_{name.upper()} must be a positive number." for name in POSITIVE if getattr(settings, name) <= 0
    )


def _issuer_complaints(settings: Settings) -> Iterator[str]:
    issuer = urlsplit(settings.issuer)
    if issuer.scheme not in {"http", "https"} or not issuer.hostname or issuer.query or issuer.fragment:
        yield "SEKALI_ISSUER must be an absolute address without query or fragment, such as https://sekali.example."
    elif settings.issuer.endswith("/"):
        yield "SEKALI_ISSUER must have no slash at its end."
    elif issuer.scheme == "http" and (settings.mode == "production" or not _is_loopback(issuer.hostname)):
        yield "SEKALI_ISSUER must be https; plain http is only for a local or demo start on this machine."


def _mtls_complaints(settings: Settings) -> Iterator[str]:
    if not settings.mtls_address:
        if settings.mtls_proxies or settings.mtls_verified_header:
            yield "SEKALI_MTLS_ADDRESS is missing; without it the other settings of mutual TLS mean nothing."
        return
    if not ADDRESS.match(settings.mtls_address) or settings.mtls_host == settings.issuer_host:
        yield (
            "SEKALI_MTLS_ADDRESS must be an https address without a slash at its end, such as https://mtls.sekali.example, "
            "with another host or port than the issuer's."
        )
    if not settings.mtls_proxies or not all(map(_is_network, settings.mtls_proxies)):
        yield "SEKALI_MTLS_PROXIES must name the addresses or networks of the proxies that may tell certificates."
    if settings.trusted_proxies < 1:
        yield "SEKALI_MTLS_ADDRESS lies behind a proxy; SEKALI_TRUSTED_PROXIES must count it."
    if not HEADER.match(settings.mtls_header) or not HEADER.match(settings.mtls_verified_header or "X"):
        yield "SEKALI_MTLS_HEADER and SEKALI_MTLS_VERIFIED_HEADER are names of headers: letters, digits and hyphens."
    if settings.mtls_header.lower() == settings.mtls_verified_header.lower():
        yield "SEKALI_MTLS_HEADER and SEKALI_MTLS_VERIFIED_HEADER are two headers."


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
