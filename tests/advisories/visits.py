"""What the rows about clients and about people both do: a visit with lasting access, and managing one's own registration."""

from tests.journeys.story import SITI, answer, open_account
from tests.town import ISSUER

LASTING = "openid profile offline_access"


def visited(town, party, **changes):
    """Open an account and let `party` have the full name; return the browser and the tokens."""
    browser = open_account(town, identity=SITI)
    browser.get(party.url(**changes))
    return browser, party.tokens(answer(browser, fields=["full_name"]))


def managed(party, method="get", **more):
    """Ask at the address of `party`'s own registration."""
    bearer = {"Authorization": "Bearer " + party.told["registration_access_token"]}
    return getattr(party.http, method)(f"/register/{party.id}", headers=bearer, base_url=ISSUER, **more)
