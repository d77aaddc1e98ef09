"""Notices by mail: plain text without anything personal, over the municipality's own mail server (RFC 5321, RFC 5322)."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from accounts import names, store
from accounts.identifiers import EMAIL
from accounts.notices import links
from accounts.notices import store as notices
from accounts.notices.kinds import Notice
from accounts.notices.texts import NOTICES
from core.outbox import UndeliveredError
from keys.ring import KeyRing

WAIT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way: to whom, in which language, and the address of the page behind it."""

    notice: Notice
    addresses: tuple[str, ...] = field(repr=False)
    language: str
    link: str = field(repr=False)


def letter(session: Session, keys: KeyRing, issuer: str, notice: str) -> Letter | None:
    """Return the letter for a notice; None when its citizen has no mail address, or no account any more."""
    told = notices.find(session, notice)
    citizen = store.citizen_by_id(session, told.citizen) if told is not None else None
    if told is None or citizen is None:
        return None
    to = tuple(one.value for one in names.addresses(session, keys, citizen.id) if one.kind == EMAIL)
    return Letter(told, to, citizen.language, f"{issuer}/not-me/{links.token(keys, notice)}") if to else None


def written(one: Letter, sender: str, operator: str, moment: Callable[[datetime, str], str]) -> EmailMessage:
    """Return the letter as a message, in the citizen's language."""
    with force_locale(one.language):
        told = str(NOTICES[one.notice.kind])
        lines = [
            told,
            moment(one.notice.made_at, one.language),
            gettext("Jika itu Anda, tidak ada yang perlu dilakukan."),
            gettext("Jika bukan Anda, buka halaman ini dan tekan tombolnya. Akun Anda dibekukan saat itu juga:"),
            one.link,
            gettext("Kami tidak pernah meminta kata sandi atau kode lewat email."),
            operator,
        ]
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = f"Sekali: {told}", sender, ", ".join(one.addresses)
    message["Date"], message["Message-ID"] = (
        format_datetime(one.notice.made_at),
        make_msgid(domain=sender.partition("@")[2]),
    )
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, section 5: nobody's holiday answers to it
    message.set_content("\n\n".join(lines))
    return message


def send(server: str, message: EmailMessage) -> None:
    """Hand a message to the mail server `server`; raise `UndeliveredError` when it is not taken, in words that quote nobody."""
    where = urlsplit(server)
    kind = smtplib.SMTP_SSL if where.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(where.hostname or "", where.port or 0, timeout=WAIT_SECONDS) as line:
            if where.scheme == "smtp+starttls":
                line.starttls()
            if where.username:
                line.login(unquote(where.username), unquote(where.password or ""))
            line.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise UndeliveredError(f"the mail server did not take it ({type(error).__name__})") from None
