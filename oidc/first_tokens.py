"""The first tokens of a family, whatever brought its claim: the code of a browser or the code of a device."""

from datetime import datetime

from sqlalchemy.orm import Session

from keys.ring import KeyRing
from oidc import store
from oidc.codes import CodeRedemption
from oidc.details.granted import why_not_narrower
from oidc.details.vault_release import INVALID, fields_of
from oidc.device.codes import DeviceRedemption
from oidc.errors import BodyError, invalid_grant
from oidc.minting import TokenAnswer, Wish, mint
from oidc.possession.bindings import Binding
from oidc.resources.choose import chosen
from oidc.terms import Terms
from oidc.tokens import Family, why_grant_gives_nothing, why_not_alive


def first_tokens(
    session: Session,
    keys: KeyRing,
    terms: Terms,
    family: Family,
    request: CodeRedemption | DeviceRedemption,
    binding: Binding | None,
    now: datetime,
) -> TokenAnswer | BodyError:
    """Return the tokens of a family that was claimed just now, bound to what was shown, or why there are none."""
    authorization = family.authorization
    if ended := why_not_alive(family) or why_grant_gives_nothing(family, now):
        return invalid_grant(ended)
    if why := why_not_narrower(terms.issuer, family, request.release):
        return BodyError(INVALID, why)
    target = chosen(session, terms.issuer, family.client, authorization.resources, request.resources)
    if isinstance(target, BodyError):
        return target
    narrowed = fields_of(request.release)
    wish = Wish(authorization.scopes, binding, authorization.nonce, narrowed=narrowed, target=target)
    answer = mint(keys, terms, family, wish, now)
    store.add_tokens(session, authorization.id, answer.tokens, now)
    return answer
