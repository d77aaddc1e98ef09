"""An erasure that is killed before any of its statements, or before its commit, has not happened; called again it does all."""

import os
import signal
from datetime import timedelta

from sqlalchemy import Engine, event, select

from accounts import closing
from accounts.tables import CitizenRow
from core.tables import Base
from keys.citizen_keys import KeyDestroyed, open_key
from tests.accounts.people import open_account
from tests.accounts.test_closing import citizen_of, erase
from tests.drawing import TIMES
from tests.journeys.story import SITI
from tests.vault.machine import keeping, opened, refused

MOST_STATEMENTS = 60
STRIDE = 4 if TIMES == 1 else 1  # the long run tries every step


def everything(engine: Engine) -> dict[str, list]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table)))) for name, table in Base.metadata.tables.items()
        }


def killed_at(town, citizen: str, step: int) -> bool:
    """Erase in a process that is killed before the `step`-th of its statements, the commit among them; False if it has fewer."""
    child = os.fork()
    if child == 0:
        engine, left = opened(town.database_url), [step]

        def counted(*_given: object) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(engine, "before_cursor_execute", counted)
        event.listen(engine, "commit", counted)
        try:
            with keeping(engine) as session, session.begin():
                closing.erase(session, town.keys, citizen, town.clock())
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_killed_at_any_statement_it_has_not_begun_and_then_is_done_whole(town, on_both):
    siti = open_account(town)
    siti.browser.get("/profile/identity")
    siti.browser.submit("nik", SITI)
    citizen = citizen_of(town, siti).id
    with town.keeping() as session:
        closing.begin(session, town.keys, citizen, timedelta(0), town.clock())
    engine = opened(town.database_url)
    before, step = everything(engine), 1
    while killed_at(town, citizen, step):
        assert everything(engine) == before, f"killed at step {step}, something of the erasure stayed"
        step += STRIDE
        assert step < MOST_STATEMENTS
    assert step > 8, "that was no erasure"
    with town.reading() as session:
        assert session.scalar(select(CitizenRow.state).where(CitizenRow.id == citizen)) == "closed"
        refused(KeyDestroyed, open_key, session, town.keys, citizen)
    assert not erase(town, citizen), "the process that nobody killed did it all"
    engine.dispose()
