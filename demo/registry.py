"""Registers the demo's e-services, by the deeds behind `sekali services`, `purposes` and `clients`; each once."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consent.purposes import Basis, Purpose, WantedField
from consent.registry import changes, store
from consent.registry.changes import NewService
from consent.review import judging, proposing
from core.settings import Settings
from demo.refusals import DemoError
from demo.relying_party.configuration import Registration
from demo.services import DemoService
from keys.ring import KeyRing
from oidc.clients import registration
from oidc.clients import store as clients
from oidc.clients.profiles import offered
from oidc.clients.values import Rules
from oidc.outbound import Door

REMOVED = "removed"


def register(
    session: Session, keys: KeyRing, settings: Settings, wanted: DemoService, staff: str, officer: str, now: datetime
) -> Registration:
    """Return the registration of an e-service, making what is not there yet: service, purpose (approved by `officer`), client."""
    service = store.service_by_key(session, wanted.key)
    if service is None:
        service = changes.add_service(session, keys, _service(wanted), now, staff=staff)
    if wanted.offer.purpose not in {purpose.key for purpose in store.purposes(session, service.id)}:
        # Two people, as everywhere: who proposes a purpose cannot approve it.
        proposal = proposing.propose(session, keys, service.key, _purpose(wanted), now, staff=staff)
        if isinstance(judging.approve(session, keys, proposal.id, officer, now), judging.NotYours):
            raise DemoError(f"The purpose {wanted.offer.purpose} could not be approved.")
    client_id = _known_client(session, wanted)
    if client_id is None:
        client_id = _add_client(session, keys, settings, wanted, service.id, now)
    return Registration(client_id, wanted.client_secret, settings.issuer)


def _known_client(session: Session, wanted: DemoService) -> str | None:
    for client_id, service, state, _profile, details in clients.all_clients(session):
        if service == wanted.key and state != REMOVED and wanted.offer.redirect_uri in details.get("redirect_uris", ()):
            return client_id
    return None


def _add_client(
    session: Session, keys: KeyRing, settings: Settings, wanted: DemoService, service: str, now: datetime
) -> str:
    rules = Rules(offered(settings.profiles)[0], http_on_loopback=True)
    details, sector = registration.checked(_metadata(wanted), rules, Door())
    made = registration.add(
        session, keys, service, rules, details, sector, now, secret=wanted.client_secret
    )  # fmt: skip
    return made.client.id


def _metadata(wanted: DemoService) -> dict[str, Any]:
    pulls_later = wanted.offer.pulls_later
    return {
        "client_name": wanted.offer.name_id,
        "redirect_uris": [wanted.offer.redirect_uri],
        "post_logout_redirect_uris": [wanted.offer.signed_out_uri],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", *(["refresh_token"] if pulls_later else [])],
    }


def _service(wanted: DemoService) -> NewService:
    offer = wanted.offer
    return NewService(
        key=wanted.key,
        legal_name=wanted.legal_name,
        agency=offer.agency,
        contact=wanted.contact,
        privacy_url=f"{offer.address}/privacy",
        homepage=f"{offer.address}/",
        objection_url=wanted.objection_url,
    )


def _purpose(wanted: DemoService) -> Purpose:
    # Id, service, version and state are given when it is added.
    return Purpose(
        id="",
        service="",
        key=wanted.offer.purpose,
        version=0,
        text_id=wanted.text[0],
        text_en=wanted.text[1],
        basis=Basis(wanted.basis),
        basis_reference=wanted.basis_reference,
        fields=tuple(
            WantedField(field.key, field.required, *field.reason, *field.withheld, field.answer, *field.raw_reason)
            for field in wanted.fields
        ),
        retention_id=wanted.retention[0],
        retention_en=wanted.retention[1],
        once=False,
        lasts_days=wanted.lasts_days,
        fresh=wanted.fresh,
        state="active",
    )
