"""The alarm for personal data has teeth: whatever is planted rings."""

import logging

import pytest
from sqlalchemy import insert

from core.db import db
from core.outbox import OutboxRow
from tests.alarm import CANARIES


@pytest.mark.parametrize("canary", CANARIES)
def test_a_planted_log_line_rings(town, canary, capfd) -> None:
    logging.getLogger("planted").warning("a value: %s", canary)
    with town.app.app_context():
        assert any("log" in ring for ring in town.alarm.rings(db.engine, f"planted {canary}"))


def test_a_planted_cell_rings(town, capfd) -> None:
    town.alarm_expected = True
    with town.keeping() as session:
        row = {
            "id": "x",
            "kind": "planted",
            "payload": {"name": CANARIES[2]},
            "state": "waiting",
            "attempts": 0,
            "due_at": town.clock(),
            "deadline": town.clock(),
        }
        session.execute(insert(OutboxRow).values(row))
    with town.app.app_context():
        assert any("cell of outbox" in ring for ring in town.alarm.rings(db.engine, ""))


def test_a_planted_address_and_header_ring(town) -> None:
    town.alarm_expected = True

    @town.app.after_request
    def plant(response):
        response.headers["X-Planted"] = CANARIES[0]
        return response

    town.app.test_client().get("/?q=" + CANARIES[0], base_url=town.issuer)
    with town.app.app_context():
        rings = town.alarm.rings(db.engine, "")
    assert any(ring.startswith("header") for ring in rings)
    assert any(ring.startswith("address") for ring in rings)
