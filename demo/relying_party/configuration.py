"""The three e-services: their addresses, their words, and what each asks of Sekali."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

ISSUER = "http://localhost:8000"
LOW_INCOME = "income_below:3500000"  # the answer that the aid takes in place of the band of income


class ConfigurationError(Exception):
    """The environment does not describe one of the e-services; the message says what is missing."""


class Door(Enum):
    """Where an e-service pulls what the citizen allowed: nowhere, once after the sign-in, or also later."""

    NONE = "none"
    USERINFO = "userinfo"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Offer:
    """One e-service as its visitors see it. `purpose` is its name at Sekali; `max_age` is in seconds."""

    key: str
    address: str
    agency: str
    name_id: str
    name_en: str
    purpose: str
    cookie: str
    door: Door = Door.NONE
    max_age: int | None = None

    @property
    def host(self) -> str:
        """Return the address to listen at."""
        return urlsplit(self.address).hostname or ""

    @property
    def port(self) -> int:
        """Return the port to listen at."""
        return urlsplit(self.address).port or 80

    @property
    def pulls_later(self) -> bool:
        """Tell whether it may pull again after the sign-in has ended."""
        return self.door is Door.RELEASE

    @property
    def scope(self) -> str:
        """Return the scope of its request: who you are here, for one purpose, and later pulls where it needs them."""
        return f"openid {'offline_access ' if self.pulls_later else ''}purpose:{self.purpose}"

    @property
    def redirect_uri(self) -> str:
        """Return where Sekali sends the answer."""
        return f"{self.address}/callback"

    @property
    def signed_out_uri(self) -> str:
        """Return where Sekali sends a visitor who has signed out."""
        return f"{self.address}/signed-out"


QUEUE = Offer(
    key="queue",
    address="http://127.0.0.2:8001",
    agency="DPMPTSP Kota Probolinggo",
    name_id="Antrean MPP",
    name_en="MPP queue ticket",
    purpose="nomor-antrean",
    cookie="antrean",
)
LIBRARY = Offer(
    key="library",
    address="http://127.0.0.3:8002",
    agency="Dinas Perpustakaan dan Kearsipan Kota Probolinggo",
    name_id="Kartu perpustakaan kota",
    name_en="City library card",
    purpose="kartu-perpustakaan",
    cookie="perpustakaan",
    door=Door.USERINFO,
)
AID = Offer(
    key="aid",
    address="http://127.0.0.4:8003",
    agency="Dinas Sosial Kota Probolinggo",
    name_id="Usulan bansos",
    name_en="Social aid proposal",
    purpose="usulan-bansos",
    cookie="bansos",
    door=Door.RELEASE,
    max_age=300,
)
OFFERS: Mapping[str, Offer] = {offer.key: offer for offer in (QUEUE, LIBRARY, AID)}


@dataclass(frozen=True, slots=True)
class Registration:
    """What Sekali gave the e-service when it was registered."""

    client_id: str
    client_secret: str = field(repr=False)
    issuer: str = ISSUER

    @property
    def metadata_url(self) -> str:
        """Return the discovery document (OpenID Connect Discovery 1.0, section 4): all that is known beforehand."""
        return f"{self.issuer}/.well-known/openid-configuration"

    def release_url(self, purpose: str) -> str:
        """Return where the fields of `purpose` are pulled, also after the sign-in has ended."""
        return f"{self.issuer}/api/release/{purpose}"


def offer_of(key: str) -> Offer:
    """Return the e-service named `key`; raise `ConfigurationError` when there is none."""
    if key not in OFFERS:
        raise ConfigurationError(f"There is no demo service {key!r}; there are {', '.join(OFFERS)}.")
    return OFFERS[key]


def registration_of(environment: Mapping[str, str]) -> Registration:
    """Return the registration from `DEMO_ISSUER`, `DEMO_CLIENT_ID` and `DEMO_CLIENT_SECRET`."""
    missing = [name for name in ("DEMO_CLIENT_ID", "DEMO_CLIENT_SECRET") if not environment.get(name)]
    if missing:
        raise ConfigurationError(f"The demo service needs {' and '.join(missing)}; `sekali demo` sets them.")
    return Registration(
        client_id=environment["DEMO_CLIENT_ID"],
        client_secret=environment["DEMO_CLIENT_SECRET"],
        issuer=environment.get("DEMO_ISSUER", ISSUER),
    )
