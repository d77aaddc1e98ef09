"""Four ways to keep a citizen's values sealed in PostgreSQL, behind one small surface. Each is used as its documentation says."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import psycopg
import sqlalchemy_utils
import tink
from sqlalchemy import Column, Engine, MetaData, String, Table, insert, select
from sqlalchemy.orm import Session
from sqlalchemy_utils.types.encrypted.encrypted_type import AesGcmEngine
from tink import aead

from accounts.tables import CitizenRow
from core import canonical
from core.ids import digest, new_id
from keys import citizen_keys, streams
from keys.ring import generate
from keys.sealing import seal, unseal
from tests.town import START
from vault import safe, store
from vault.safe import Change
from vault.values import SELF, SELF_DECLARED

PLACE = {"schema": 1, "value_version": 1}
Values = Mapping[str, str]


class Sealer(Protocol):
    """Seals and opens values one by one, a file, and reads a citizen's stored values in a transaction that is open."""

    name: ClassVar[str]

    def seal_all(self, values: Values) -> Mapping[str, Any]:
        """Return each value sealed."""

    def open_all(self, sealed: Mapping[str, Any]) -> Values:
        """Return what `seal_all` sealed."""

    def seal_file(self, data: bytes) -> Any:
        """Return a file sealed."""

    def open_file(self, sealed: Any) -> bytes:
        """Return what `seal_file` sealed."""

    def fill(self, values: Values) -> None:
        """Store a citizen's values."""

    def read(self, fields: Sequence[str]) -> Values:
        """Return the stored values of `fields`."""


class Sekali:
    """A key per citizen, unwrapped at each read; a key, a commitment and a place per value; padded; a manifest."""

    name = "Sekali"

    def __init__(self, engine: Engine, _url: str) -> None:
        self.keys, self.citizen = generate(), new_id()
        self.session = Session(engine.execution_options(sekali_keeps=True))
        tag = digest(self.citizen)[:16]
        self.session.add(CitizenRow(id=self.citizen, state="active", language="id", tag=tag, created_at=START))
        self.session.flush()
        self.key = citizen_keys.create(self.session, self.keys, self.citizen, START)
        self.session.commit()

    def seal_all(self, values: Values) -> Mapping[str, Any]:
        return {
            name: seal(self.key, citizen=self.citizen, field=name, **PLACE, data=canonical.encode(text))
            for name, text in values.items()
        }

    def open_all(self, sealed: Mapping[str, Any]) -> Values:
        return {
            name: canonical.decode(unseal(self.key, citizen=self.citizen, field=name, **PLACE, blob=blob))
            for name, blob in sealed.items()
        }

    def seal_file(self, data: bytes) -> Any:
        return list(streams.seal_stream(self.key, citizen=self.citizen, field="ktp_scan", **PLACE, data=[data]))

    def open_file(self, sealed: Any) -> bytes:
        return b"".join(streams.open_stream(self.key, citizen=self.citizen, field="ktp_scan", **PLACE, blob=sealed))

    def fill(self, values: Values) -> None:
        store.lock(self.session, self.citizen)
        changes = [Change(name, text, SELF_DECLARED, SELF) for name, text in values.items()]
        safe.write(self.session, self.keys, self.citizen, changes, START)
        self.session.commit()

    def read(self, fields: Sequence[str]) -> Values:
        found = safe.read_for_release(self.session, self.keys, self.citizen, fields).values
        return {name: one.data for name, one in found.items()}


class InATable:
    """A table of (citizen, field, value) that another program's seals lie in."""

    def __init__(self, engine: Engine, kind: Any) -> None:
        self.table = Table(
            f"bench_{type(self).__name__.lower()}", MetaData(),
            Column("citizen", String, primary_key=True), Column("field", String, primary_key=True), Column("value", kind),
        )  # fmt: skip
        self.table.create(engine)
        self.citizen, self.session = new_id(), Session(engine.execution_options(sekali_keeps=True))

    def keep(self, values: Mapping[str, Any]) -> None:
        self.session.execute(
            insert(self.table), [{"citizen": self.citizen, "field": name, "value": one} for name, one in values.items()]
        )
        self.session.commit()

    def rows(self, fields: Sequence[str]) -> Mapping[str, Any]:
        wanted = select(self.table.c.field, self.table.c.value)
        found = self.session.execute(wanted.where(self.table.c.citizen == self.citizen, self.table.c.field.in_(fields)))
        return {row.field: row.value for row in found}


class Tink(InATable):
    """tink's AES-256-GCM with citizen and field as associated data; one keyset for all citizens, in memory."""

    name = "tink"

    def __init__(self, engine: Engine, _url: str) -> None:
        from sqlalchemy import LargeBinary

        super().__init__(engine, LargeBinary)
        aead.register()
        self.aead = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM).primitive(aead.Aead)

    def seal_all(self, values: Values) -> Mapping[str, Any]:
        return {name: self.aead.encrypt(text.encode(), self._place(name)) for name, text in values.items()}

    def open_all(self, sealed: Mapping[str, Any]) -> Values:
        return {name: self.aead.decrypt(blob, self._place(name)).decode() for name, blob in sealed.items()}

    def seal_file(self, data: bytes) -> Any:
        return self.aead.encrypt(data, self._place("ktp_scan"))

    def open_file(self, sealed: Any) -> bytes:
        return self.aead.decrypt(sealed, self._place("ktp_scan"))

    def fill(self, values: Values) -> None:
        self.keep(self.seal_all(values))

    def read(self, fields: Sequence[str]) -> Values:
        return self.open_all(self.rows(fields))

    def _place(self, field: str) -> bytes:
        return f"{self.citizen}|{field}".encode()


class Utils(InATable):
    """SQLAlchemy-Utils' StringEncryptedType with its AesGcmEngine; one key for all citizens, bound to no place."""

    name = "SQLAlchemy-Utils"

    def __init__(self, engine: Engine, _url: str) -> None:
        self.kind = sqlalchemy_utils.StringEncryptedType(String, secrets.token_hex(32), AesGcmEngine)
        super().__init__(engine, self.kind)
        self.dialect = engine.dialect

    def seal_all(self, values: Values) -> Mapping[str, Any]:
        return {name: self.kind.process_bind_param(text, self.dialect) for name, text in values.items()}

    def open_all(self, sealed: Mapping[str, Any]) -> Values:
        return {name: self.kind.process_result_value(one, self.dialect) for name, one in sealed.items()}

    def seal_file(self, data: bytes) -> Any:
        return self.kind.process_bind_param(data.decode("latin-1"), self.dialect)

    def open_file(self, sealed: Any) -> bytes:
        return self.kind.process_result_value(sealed, self.dialect).encode("latin-1")

    def fill(self, values: Values) -> None:
        self.keep(values)

    def read(self, fields: Sequence[str]) -> Values:
        return self.rows(fields)


class PgCrypto:
    """pgcrypto's pgp_sym_encrypt with AES-256; the key goes to the server with each statement."""

    name = "pgcrypto"

    def __init__(self, _engine: Engine, url: str) -> None:
        self.connection, self.key, self.citizen = psycopg.connect(url), secrets.token_hex(32), new_id()
        self.connection.execute(
            "CREATE TABLE bench_pgcrypto (citizen TEXT, field TEXT, value BYTEA, PRIMARY KEY (citizen, field))"
        )
        self.connection.commit()

    def seal_all(self, values: Values) -> Mapping[str, Any]:
        sql = "SELECT pgp_sym_encrypt(one, %s, 'cipher-algo=aes256') FROM unnest(%s::text[]) WITH ORDINALITY AS t(one, n) ORDER BY n"
        found = self.connection.execute(sql, [self.key, list(values.values())], binary=True)
        return dict(zip(values, (row[0] for row in found), strict=True))

    def open_all(self, sealed: Mapping[str, Any]) -> Values:
        sql = "SELECT pgp_sym_decrypt(one, %s) FROM unnest(%s::bytea[]) WITH ORDINALITY AS t(one, n) ORDER BY n"
        found = self.connection.execute(sql, [self.key, list(sealed.values())])
        return dict(zip(sealed, (row[0] for row in found), strict=True))

    def seal_file(self, data: bytes) -> Any:
        sql = "SELECT pgp_sym_encrypt_bytea(%b, %s, 'cipher-algo=aes256, compress-algo=0')"
        [found] = self.connection.execute(sql, [data, self.key], binary=True).fetchone() or (b"",)
        return found

    def open_file(self, sealed: Any) -> bytes:
        sql = "SELECT pgp_sym_decrypt_bytea(%b, %s)"
        [found] = self.connection.execute(sql, [sealed, self.key], binary=True).fetchone() or (b"",)
        return found

    def fill(self, values: Values) -> None:
        sql = "INSERT INTO bench_pgcrypto VALUES (%s, %s, pgp_sym_encrypt(%s, %s, 'cipher-algo=aes256'))"
        self.connection.cursor().executemany(
            sql, [(self.citizen, name, text, self.key) for name, text in values.items()]
        )
        self.connection.commit()

    def read(self, fields: Sequence[str]) -> Values:
        sql = "SELECT field, pgp_sym_decrypt(value, %s) FROM bench_pgcrypto WHERE citizen = %s AND field = ANY(%s)"
        return dict(self.connection.execute(sql, [self.key, self.citizen, list(fields)]).fetchall())


ALL: tuple[type[Sealer], ...] = (Sekali, Tink, Utils, PgCrypto)
