"""The rows of the provider: clients, interactions, pushed requests, codes (each the head of its family of tokens), tokens, tokens of clients, requests of devices, proofs used, resource servers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables import Base, UTCDateTime


class ClientRow(Base):
    """A client as registered. `version` grows with every change, so that caches know."""

    __tablename__ = "oauth_clients"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default="active")
    profile: Mapped[str] = mapped_column(String(16))
    sector: Mapped[str] = mapped_column(String(255))
    secret_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    registration_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class InteractionRow(Base):
    """One authorization request under way. `browser` is the digest of the browser it belongs to, once that is known."""

    __tablename__ = "interactions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id"))
    browser: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_in_before: Mapped[str | None] = mapped_column(String(36))
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PushedRow(Base):
    """An authorization request that its client pushed, found by the digest of its handle (RFC 9126)."""

    __tablename__ = "pushed_requests"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id"))
    parameters: Mapped[dict[str, str]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    spent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CodeRow(Base):
    """An authorization code, and with it the family of every token that comes from it: `ended_at` ends them all."""

    __tablename__ = "authorization_codes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id"))
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"), index=True)
    # A sign-in that was cleared away is over: what hung on it is dead, what is offline lives on.
    sign_in_id: Mapped[str | None] = mapped_column(ForeignKey("sign_ins.id", ondelete="SET NULL"), index=True)
    redirect_uri: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    resources: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    named_fields: Mapped[list[str]] = mapped_column(JSON)
    detailed: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    nonce: Mapped[str | None] = mapped_column(Text)
    challenge: Mapped[str | None] = mapped_column(String(128))
    bound_to: Mapped[str | None] = mapped_column(String(64))
    offline: Mapped[bool]
    auth_time: Mapped[datetime] = mapped_column(UTCDateTime)
    acr: Mapped[str] = mapped_column(String(64))
    amr: Mapped[list[str]] = mapped_column(JSON)
    # None in rows from before this was kept: their request came when they were made, as far as is known.
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class TokenRow(Base):
    """An access or refresh token, kept as a digest; `used_at`: rotated away, `bound_to`: the key or certificate that it needs, `audience`: its resource server, if not we."""

    __tablename__ = "tokens"
    __table_args__ = (Index("ix_tokens_family_kind", "family", "kind"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    family: Mapped[str] = mapped_column(ForeignKey("authorization_codes.id", ondelete="CASCADE"))
    scope: Mapped[str] = mapped_column(Text)
    audience: Mapped[str | None] = mapped_column(Text)
    bound_to: Mapped[str | None] = mapped_column(String(64))
    narrowed: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ClientTokenRow(Base):
    """An access token of a client itself, for which no citizen stands and no family; kept as a digest."""

    __tablename__ = "client_tokens"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id"))
    scope: Mapped[str] = mapped_column(Text)
    audience: Mapped[str | None] = mapped_column(Text)
    bound_to: Mapped[str | None] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DeviceRow(Base):
    """What a device asks (RFC 8628): found by the digest of its code, or by the index of the code that its person types.

    `family` is what the person gave it, `used_at` when it was handed over; `denied_at` when they refused.
    """

    __tablename__ = "device_requests"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    user_code: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("oauth_clients.id"))
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    place: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    interval: Mapped[int]
    poll_after: Mapped[datetime] = mapped_column(UTCDateTime)
    denied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    family: Mapped[str | None] = mapped_column(ForeignKey("authorization_codes.id", ondelete="CASCADE"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ResourceRow(Base):
    """A resource server as the operator registered it; `lifetime` of its tokens in seconds, `reader` is the client as which it introspects."""

    __tablename__ = "resource_servers"

    identifier: Mapped[str] = mapped_column(String(255), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    form: Mapped[str] = mapped_column(String(8))
    algorithm: Mapped[str] = mapped_column(String(16))
    lifetime: Mapped[int]
    reader: Mapped[str | None] = mapped_column(ForeignKey("oauth_clients.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class UsedAssertionRow(Base):
    """A client assertion that was used: digest of client and `jti`; the primary key lets it in once."""

    __tablename__ = "assertion_jtis"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class RegistrationCountRow(Base):
    """How many clients one source (as a keyed digest) registered in one hour."""

    __tablename__ = "registration_counts"

    source: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    hour: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    count: Mapped[int]
