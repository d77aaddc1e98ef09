"""Requests of devices in the database; whatever ends one is a single statement whose row count decides."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.orm import Session

from consent.purposes import Service
from consent.store import ServiceRow, service_of
from oidc.clients.store import ACTIVE
from oidc.device.codes import DeviceRequest
from oidc.requests import kept, restored
from oidc.tables import ClientRow, DeviceRow

# So long a device that comes late is still told why.
REMEMBERED = timedelta(hours=1)


def has_code(session: Session, user_code: bytes) -> bool:
    """Tell whether a code for people is taken."""
    return session.execute(select(DeviceRow.id).where(DeviceRow.user_code == user_code)).one_or_none() is not None


def keep(session: Session, device: DeviceRequest, device_code: bytes, user_code: bytes) -> None:
    """Keep a fresh request under the digest of its long code and the index of its short one."""
    session.execute(
        insert(DeviceRow).values(
            id=device.id, digest=device_code, user_code=user_code, client_id=device.client_id,
            request=kept(device.request), place=device.place, asked_at=device.asked_at, expires_at=device.expires_at,
            interval=int(device.interval.total_seconds()), poll_after=device.poll_after or device.asked_at,
        )
    )  # fmt: skip


def waiting(session: Session, user_code: bytes, now: datetime) -> tuple[DeviceRequest, Service, str] | None:
    """Return the request that waits for its person under a code, with its service and the name of its client."""
    row = session.execute(
        select(*_DEVICE, ServiceRow, ClientRow.details)
        .join(ClientRow, ClientRow.id == DeviceRow.client_id)
        .join(ServiceRow, ServiceRow.id == ClientRow.service_id)
        .where(
            DeviceRow.user_code == user_code, ClientRow.state == ACTIVE, ServiceRow.state == ACTIVE, *_undecided(now)
        )
    ).one_or_none()
    return None if row is None else (_device(row), service_of(row.ServiceRow), str(row.details.get("client_name", "")))


def of_code(session: Session, device_code: bytes, client_id: str) -> DeviceRequest | None:
    """Return the request of a device code of the client, whatever became of it."""
    row = session.execute(select(*_DEVICE).where(*_of(device_code, client_id))).one_or_none()
    return None if row is None else _device(row)


def grant(session: Session, device: str, family: str, now: datetime) -> bool:
    """Give a device what its person agreed to; tell whether it still waited for that."""
    return _decide(session, device, now, family=family)


def deny(session: Session, device: str, now: datetime) -> bool:
    """Refuse a device; tell whether it still waited for an answer."""
    return _decide(session, device, now, denied_at=now)


def claim(session: Session, device_code: bytes, client_id: str, now: datetime) -> str | None:
    """Claim what was given to a device of the client and return the family; the one statement that decides who gets tokens."""
    claiming = update(DeviceRow).where(*_of(device_code, client_id), DeviceRow.family.is_not(None))
    claiming = claiming.where(DeviceRow.used_at.is_(None), DeviceRow.expires_at > now)
    return session.execute(claiming.values(used_at=now).returning(DeviceRow.family)).scalar_one_or_none()


def note_poll(session: Session, device: str, interval: timedelta, poll_after: datetime) -> None:
    """Note that a device asked, and when it may again."""
    values = {"interval": int(interval.total_seconds()), "poll_after": poll_after}
    session.execute(update(DeviceRow).where(DeviceRow.id == device).values(**values))


def clear_expired(session: Session, now: datetime) -> None:
    """Remove requests whose codes ended a while ago."""
    session.execute(delete(DeviceRow).where(DeviceRow.expires_at < now - REMEMBERED))


def _of(device_code: bytes, client_id: str) -> tuple[ColumnElement[bool], ...]:
    return DeviceRow.digest == device_code, DeviceRow.client_id == client_id


def _undecided(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return DeviceRow.family.is_(None), DeviceRow.denied_at.is_(None), DeviceRow.expires_at > now


def _decide(session: Session, device: str, now: datetime, **values: Any) -> bool:
    deciding = update(DeviceRow).where(DeviceRow.id == device, *_undecided(now)).values(**values)
    return session.execute(deciding.returning(DeviceRow.id)).one_or_none() is not None


_DEVICE = (
    DeviceRow.id,
    DeviceRow.client_id,
    DeviceRow.request,
    DeviceRow.place,
    DeviceRow.asked_at,
    DeviceRow.expires_at,
    DeviceRow.interval,
    DeviceRow.poll_after,
    DeviceRow.denied_at,
    DeviceRow.family,
    DeviceRow.used_at,
)


def _device(row: Row[Any]) -> DeviceRequest:
    return DeviceRequest(
        row.id, row.client_id, restored(row.request), row.place, row.asked_at, row.expires_at,
        timedelta(seconds=row.interval), row.poll_after, row.denied_at is not None, row.family, row.used_at is not None,
    )  # fmt: skip
