"""What is wrong with settings that cannot be served: one sentence each, which says what to change."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from core.settings import FORWARDED, X_FORWARDED, Settings

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
    "recovery_hours",
    "checkpoint_seconds",
    "backup_days",
)
ADDRESS = re.compile(r"https://[^\s/?#]+(/[^\s?#]*[^\s?#/])?\Z")
WITNESS = re.compile(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44} https?://[^\s/?#]+(/[^\s?#]*[^\s?#/])?\Z")
MAIL_SERVER = re.compile(r"smtp(s|\+starttls)?://([^\s/@]+@)?[^\s/:@]+:[0-9]+\Z")
INSTANCE = re.compile(r"https?://[^\s/?#]{1,50} [A-Za-z0-9_-]{43}\Z")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")
LONGEST_CLOSING_HOURS = 72  # UU 27/2022, articles 40-45: at most 3 x 24 hours from receipt


def complaints(settings: Settings) -> Iterator[str]:
    """Yield a sentence for everything in `settings` that cannot be served; nothing when they can."""
    if settings.mode not in {"local", "demo", "production"}:
        yield "SEKALI_MODE must be one of local, demo and production."
    yield from _issuer_complaints(settings)
    yield from _proxy_complaints(settings)
    yield from _mtls_complaints(settings)
    yield from _witness_complaints(settings)
    yield from _instance_complaints(settings)
    if unknown := sorted(set(settings.profiles) - KNOWN_PROFILES):
        yield f"SEKALI_PROFILES names {', '.join(unknown)}; known are {', '.join(sorted(KNOWN_PROFILES))}."
    if not settings.profiles:
        yield "SEKALI_PROFILES names no profile; without one no service can connect."
    if settings.locale not in {"id", "en"}:
        yield "SEKALI_LOCALE must be id or en."
    if settings.dukcapil_is_simulator and settings.mode == "production":
        yield "SEKALI_DUKCAPIL_IS_SIMULATOR cannot be true in production: a simulator proves nothing about anybody."
    yield from _mail_complaints(settings)
    if not 0 <= settings.closing_hours <= LONGEST_CLOSING_HOURS:
        yield f"SEKALI_CLOSING_HOURS must lie between 0 and {LONGEST_CLOSING_HOURS} (UU 27/2022)."
    if settings.mode == "production" and not (settings.database_url and settings.keys_file):
        yield "In production SEKALI_DATABASE_URL and SEKALI_KEYS_FILE must be set."
    yield from (
        f"SEKALI_{name.upper()} must be a positive number." for name in POSITIVE if getattr(settings, name) <= 0
    )


def _mail_complaints(settings: Settings) -> Iterator[str]:
    if settings.mail_server and not MAIL_SERVER.match(settings.mail_server):
        yield "SEKALI_MAIL_SERVER must look like smtp://host:port, smtp+starttls://host:port or smtps://user:password@host:port."
    if bool(settings.mail_server) != bool(settings.mail_sender) or "\n" in settings.mail_sender:
        yield "SEKALI_MAIL_SERVER and SEKALI_MAIL_SENDER are set both or not at all."


def _issuer_complaints(settings: Settings) -> Iterator[str]:
    issuer = urlsplit(settings.issuer)
    if issuer.scheme not in {"http", "https"} or not issuer.hostname or issuer.query or issuer.fragment:
        yield "SEKALI_ISSUER must be an absolute address without query or fragment, such as https://sekali.example."
    elif settings.issuer.endswith("/"):
        yield "SEKALI_ISSUER must have no slash at its end."
    elif issuer.scheme == "http" and (settings.mode == "production" or not _is_loopback(issuer.hostname)):
        yield "SEKALI_ISSUER must be https; plain http is only for a local or demo start on this machine."


def _proxy_complaints(settings: Settings) -> Iterator[str]:
    for network in settings.hall_networks:
        if not _is_network(network):
            yield f"SEKALI_HALL_NETWORKS names {network}, which is no address and no network such as 203.0.113.0/28."
    if settings.trusted_proxies < 0:
        yield "SEKALI_TRUSTED_PROXIES must be a number, 0 where no proxy stands before the server."
    if not settings.proxies or not all(map(_is_network, settings.proxies)):
        yield "SEKALI_PROXIES must name the addresses or networks of the proxies that may tell who is behind them."
    if settings.forwarding_header not in {X_FORWARDED, FORWARDED}:
        yield f"SEKALI_FORWARDING_HEADER must be {X_FORWARDED} or {FORWARDED}: the one form that the proxies write."


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
        yield "SEKALI_MTLS_HEADER and SEKALI_MTLS_VERIFIED_HEADER must be names of headers: letters, digits and hyphens."
    if settings.mtls_header.lower() == settings.mtls_verified_header.lower():
        yield "SEKALI_MTLS_HEADER and SEKALI_MTLS_VERIFIED_HEADER name the same header; they must name two."


def _witness_complaints(settings: Settings) -> Iterator[str]:
    for told in settings.witnesses:
        if not WITNESS.match(told):
            yield (
                "SEKALI_WITNESSES names each witness by its verifier key, a space and its address without a slash at its "
                "end, such as witness.example/w1+0123abcd+BA…= https://witness.example."
            )
    names = [told.partition("+")[0] for told in settings.witnesses]
    if len(set(names)) != len(names):
        yield "SEKALI_WITNESSES names one witness twice."
    least = 1 if settings.witnesses else 0
    if not least <= settings.witness_quorum <= len(settings.witnesses):
        yield (
            f"SEKALI_WITNESS_QUORUM must say how many of the {len(settings.witnesses)} witnesses in SEKALI_WITNESSES "
            "must have cosigned a checkpoint before it is called anchored."
        )


def _instance_complaints(settings: Settings) -> Iterator[str]:
    if not all(INSTANCE.match(told) for told in settings.trusted_instances):
        yield (
            "SEKALI_TRUSTED_INSTANCES names each instance by its address without a slash at its end (host of at most 50 "
            "characters), a space and its key of 43 characters, as `sekali keys bundles` prints them there."
        )


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
