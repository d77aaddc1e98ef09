"""The vault against a plain model: what a dictionary says of citizens and values, safe, keys and database say too."""

import os
import signal
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, create_engine, delete, func, insert, select
from sqlalchemy.orm import Session

from accounts.tables import CitizenRow
from core.db import engine_options, prepare
from core.ids import digest, new_id
from keys import citizen_keys, rotation
from keys.citizen_keys import KeyDestroyed
from keys.fresh import announced, promoted, without
from keys.material import Purpose, RingKey, State
from keys.ring import KeyRing
from keys.sealing import SealBroken
from keys.store import CitizenKeyRow
from tests.town import START
from vault import safe, store
from vault.safe import Change
from vault.store import ManifestRow, ValueRow
from vault.values import SELF, SELF_DECLARED

TABLES = [table.__table__ for table in (CitizenRow, CitizenKeyRow, ManifestRow, ValueRow)]
MOST_CITIZENS = 4
FIELDS = st.sampled_from(["full_name", "birth_place", "mother_name", "employer_name"])
DATA = st.one_of(st.text(max_size=40), st.none(), st.integers(-5, 5), st.lists(st.text(max_size=5), max_size=3))
WHICH = st.integers(0, MOST_CITIZENS - 1)


@dataclass
class Known:
    """What the model knows of a citizen: every value a field ever had, and how often the safe was changed."""

    fields: dict[str, list[object]] = field(default_factory=dict)
    number: int = 0
    is_erased: bool = False

    @property
    def present(self) -> dict[str, tuple[object, int]]:
        return {name: (had[-1], len(had)) for name, had in self.fields.items() if had[-1] is not None}

    def put(self, name: str, data: object) -> None:
        self.fields.setdefault(name, []).append(data)
        self.number += 1


class VaultMachine(RuleBasedStateMachine):
    """Puts, clears, reads, rotates, retires, erases, restores and crashes; set `url` and `keys` in a subclass."""

    url: ClassVar[str]
    first_keys: ClassVar[tuple[RingKey, ...]]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.engine = opened(self.url)
        self.ring_keys, self.ring = self.first_keys, KeyRing(self.first_keys)
        self.model: dict[str, Known] = {}
        self.backup: tuple[dict[str, Known], list[list], int] | None = None
        self.restore_rows([[] for _ in TABLES])

    def teardown(self) -> None:
        self.engine.dispose()

    def do(self, deed: Callable[..., object], *args: object) -> object:
        with keeping(self.engine) as session, session.begin():
            return deed(session, *args)

    def who(self, which: int) -> str:
        return sorted(self.model)[which % len(self.model)]

    @precondition(lambda self: len(self.model) < MOST_CITIZENS)
    @rule()
    def a_citizen_comes(self) -> None:
        citizen = new_id()
        self.do(self.enter, citizen)
        self.model[citizen] = Known()

    @precondition(lambda self: self.model)
    @rule(which=WHICH, name=FIELDS, data=DATA)
    def put(self, which: int, name: str, data: object) -> None:
        citizen = self.who(which)
        if self.model[citizen].is_erased:
            refused(KeyDestroyed, self.do, self.write, citizen, name, data)
        else:
            self.do(self.write, citizen, name, data)
            self.model[citizen].put(name, data)

    @precondition(lambda self: self.model)
    @rule(which=WHICH, name=FIELDS, data=DATA, is_kept=st.booleans())
    def crash_in_a_put(self, which: int, name: str, data: object, is_kept: bool) -> None:
        """SIGKILL of a process that wrote everything, right before or right after it was committed."""
        citizen = self.who(which)
        if self.model[citizen].is_erased:
            return
        self.killed(lambda session: self.write(session, citizen, name, data), is_kept=is_kept)
        if is_kept:
            self.model[citizen].put(name, data)

    @precondition(lambda self: self.model)
    @rule(which=WHICH, is_kept=st.booleans())
    def crash_in_an_erasure(self, which: int, is_kept: bool) -> None:
        citizen = self.who(which)
        self.killed(lambda session: citizen_keys.destroy(session, citizen), is_kept=is_kept)
        self.model[citizen].is_erased |= is_kept

    @precondition(lambda self: self.model)
    @rule(which=WHICH, name=FIELDS)
    def look_at_the_history(self, which: int, name: str) -> None:
        citizen = self.who(which)
        if self.model[citizen].is_erased:
            refused(KeyDestroyed, self.do, self.former, citizen, name)
            return
        had = self.model[citizen].fields.get(name, [])
        assert self.do(self.former, citizen, name) == list(reversed(had))

    @precondition(lambda self: self.model)
    @rule(which=WHICH)
    def erase(self, which: int) -> None:
        citizen = self.who(which)
        self.do(citizen_keys.destroy, citizen)
        self.model[citizen].is_erased = True

    @rule(is_cut_off=st.booleans())
    def rotate(self, is_cut_off: bool) -> None:
        """A new key-encryption key; the first attempt to bring everything under it may be cut off, and is done again."""
        after = promoted(announced(self.ring_keys, Purpose.KEK, START), Purpose.KEK, START)
        self.ring_keys, self.ring = after, KeyRing(after)
        if is_cut_off:
            self.killed(lambda session: rotation.rewrap_some(session, self.ring, rotation.START), is_kept=False)
        batch = self.do(rotation.rewrap_some, self.ring, rotation.START)
        assert batch.seen == batch.moved

    @rule()
    def retire(self) -> None:
        """All keys but the current one go; backups of before stay dark from then on."""
        old = [key for key in self.ring_keys if key.purpose is Purpose.KEK and key.state is State.RETIRED]
        for key in old:
            self.ring_keys = without(self.ring_keys, Purpose.KEK, key.version)
        self.ring = KeyRing(self.ring_keys)

    @rule()
    def back_up(self) -> None:
        with keeping(self.engine) as session:
            rows = [[dict(row._mapping) for row in session.execute(select(table))] for table in TABLES]
        self.backup = deepcopy(self.model), rows, rotation.current(self.ring, Purpose.KEK).version

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """The whole database as it was: who was erased meanwhile is back, unless the key of that time has gone."""
        model, rows, version = self.backup
        self.restore_rows(rows)
        self.model = deepcopy(model)
        if version not in {key.version for key in self.ring_keys if key.purpose is Purpose.KEK}:
            for citizen, known in self.model.items():
                if not known.is_erased:
                    refused(SealBroken, self.do, self.read, citizen)
            self.do(lambda session: [citizen_keys.destroy(session, citizen) for citizen in self.model])
            for known in self.model.values():
                known.is_erased = True
        self.do(rotation.rewrap_some, self.ring, rotation.START)

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        type(self).steps += 1
        for citizen, known in self.model.items():
            if known.is_erased:
                refused(KeyDestroyed, self.do, self.read, citizen)
                continue
            opened = self.do(self.read, citizen)
            assert {name: (one.data, one.version) for name, one in opened.values.items()} == known.present
            assert (opened.manifest.number if opened.manifest else 0) == known.number
        with keeping(self.engine) as session:
            assert session.scalar(select(func.count()).select_from(CitizenRow)) == len(self.model)

    def enter(self, session: Session, citizen: str) -> None:
        tag = digest(citizen)[:16]
        session.add(CitizenRow(id=citizen, state="active", language="id", tag=tag, created_at=START))
        session.flush()
        citizen_keys.create(session, self.ring, citizen, START)

    def write(self, session: Session, citizen: str, name: str, data: object) -> None:
        store.lock(session, citizen)
        safe.write(session, self.ring, citizen, [Change(name, data, SELF_DECLARED, SELF)], START)

    def read(self, session: Session, citizen: str) -> safe.Opened:
        return safe.read_for_release(session, self.ring, citizen, None)

    def former(self, session: Session, citizen: str, name: str) -> list[object]:
        return [value and value.data for value, _ in safe.former(session, self.ring, citizen, name)]

    def restore_rows(self, rows: list[list]) -> None:
        with keeping(self.engine) as session, session.begin():
            for table in reversed(TABLES):
                session.execute(delete(table))
            for table, kept in zip(TABLES, rows, strict=True):
                if kept:
                    session.execute(insert(table), kept)

    def killed(self, deed: Callable[[Session], object], *, is_kept: bool) -> None:
        """Do `deed` in a process of its own, with a connection of its own, that is killed before or after the commit."""
        child = os.fork()
        if child == 0:
            session = keeping(opened(self.url))
            session.begin()
            deed(session)
            if is_kept:
                session.commit()
            os.kill(os.getpid(), signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def opened(url: str) -> Engine:
    """A prepared engine with connections of its own."""
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    return engine


def keeping(engine: Engine) -> Session:
    """A session whose transactions are kept."""
    return Session(engine.execution_options(sekali_keeps=True), expire_on_commit=False)


def refused(reason: type[Exception], deed: Callable[..., object], *args: object) -> None:
    """See that `deed` is refused for `reason`."""
    try:
        deed(*args)
    except reason:
        return
    raise AssertionError(f"nothing was refused with {reason.__name__}")
