"""The table that `make demo` prints: where everything is, who can sign in, and with what."""

from datetime import datetime

import pyotp

from core.settings import Settings
from demo.people import CITIZENS, PASSWORD, STAFF
from demo.relying_party.configuration import OFFERS
from demo.settings import SIMULATED
from demo.witness import ADDRESS

WIDTH = 30


def table(settings: Settings, now: datetime) -> str:
    """Return the table as lines of at most 100 characters."""
    lines = ["", _line(settings.issuer, "Sekali: account, data, consents, who saw my data")]
    lines += [_line(offer.address, f"{offer.name_id} ({offer.name_en})") for offer in OFFERS.values()]
    lines += [_line(f"{settings.issuer}/desk/sign-in", "staff desks")]
    lines += [_line(f"{settings.issuer}/ledger", f"the public ledger, witnessed by {ADDRESS}"), ""]
    lines.insert(-1, _line(SIMULATED, "a simulator of Dukcapil, which is no registry"))
    lines += [_line(citizen.identifier, f"{PASSWORD}   {citizen.about}") for citizen in CITIZENS]
    for member in STAFF:
        code = pyotp.TOTP(member.totp).at(now)
        lines.append(_line(member.identifier, f"{member.password}   {member.about}"))
        lines.append(_line("", f"TOTP secret {member.totp}, code now {code}"))
    return "\n".join([*lines, ""])


def _line(left: str, right: str) -> str:
    return f"  {left:<{WIDTH}}  {right}"
