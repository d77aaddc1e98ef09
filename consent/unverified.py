"""The service that nobody has looked at yet: registered by itself, with one built-in purpose whose text is ours."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consent.offers import with_offers
from consent.purposes import SIGN_IN, Basis, Purpose, Service, WantedField
from consent.registry import store
from core.ids import new_id
from ledger.writer import new_tag
from vault import catalogue

# OpenID Connect Core 1.0, section 5.1; what is told beside these (…_verified, updated_at) is no field of its own.
STANDARD_CLAIMS = (
    "name", "given_name", "middle_name", "family_name", "nickname", "preferred_username", "profile", "picture", "website",
    "gender", "birthdate", "zoneinfo", "locale", "email", "phone_number", "address",
)  # fmt: skip
LASTS_DAYS = 365
REASON = ("Layanan tidak menjelaskan alasannya.", "The service does not say why.")
WITHHELD = ("Anda tetap dapat masuk.", "You can still sign in.")


@dataclass(frozen=True, slots=True)
class Registration:
    """What an unknown party says about itself; none of it is checked."""

    name: str
    homepage: str = ""
    privacy_url: str = ""
    contact: str = ""


def register(session: Session, told: Registration, now: datetime) -> str:
    """Register an unverified service and its purpose `sign-in`; return the service's id.

    Nobody's data moves and no staff acts, so this is not an entry; the first answer of a citizen is.
    """
    service = new_id()
    store.add_service(
        session,
        Service(
            service, f"unverified-{service[-12:]}", told.name[:200], "", told.contact[:200], told.privacy_url[:500],
            told.homepage[:500], None, False, "active", new_tag(),
        ),
        now,
    )  # fmt: skip
    store.add_purpose(session, built_in(service), now)
    return service


def built_in(service: str) -> Purpose:
    """Return the purpose of an unverified service: basis consent, standard claims, all optional, one year (design §5)."""
    keys = dict.fromkeys(key for claim in STANDARD_CLAIMS for key in catalogue.keys_for_claim(claim))
    return Purpose(
        id=new_id(),
        service=service,
        key=SIGN_IN,
        version=1,
        text_id="Masuk ke layanan ini dengan akun Sekali Anda, dan mengisi profil Anda di sana.",
        text_en="Signing you in to this service with your Sekali account, and filling in your profile there.",
        basis=Basis.CONSENT,
        basis_reference="",
        fields=with_offers(WantedField(key, False, *REASON, *WITHHELD) for key in keys),
        retention_id="Layanan tidak menyebutkan masa simpan.",
        retention_en="The service does not say how long it keeps the data.",
        once=False,
        lasts_days=LASTS_DAYS,
        fresh=False,
        state="active",
    )
