"""Alive, ready, figures."""

from sqlalchemy import text

from core.db import db


def ready(town):
    return town.app.test_client().get("/readyz", base_url=town.issuer)


def test_alive(town) -> None:
    assert town.app.test_client().get("/healthz", base_url="http://10.0.0.7:8000").json == {"alive": True}


def test_ready(town, on_both) -> None:
    answer = ready(town)
    assert answer.status_code == 200
    assert answer.json == {"ready": True, "checks": {"database": True, "keys": True, "ledger": True}}


def test_a_head_that_does_not_fit_its_entries_is_not_ready(town, on_both) -> None:
    with town.keeping() as session:
        session.execute(text("UPDATE ledger_head SET size = 7 WHERE name = 'written'"))
    answer = ready(town)
    assert answer.status_code == 503
    assert answer.json["checks"]["ledger"] is False


def test_a_database_of_another_revision_is_not_ready(town, on_both) -> None:
    with town.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert ready(town).json["checks"]["database"] is False


def test_a_ledger_without_head_is_not_ready(town) -> None:
    with town.keeping() as session:
        session.execute(text("DELETE FROM ledger_head"))
    assert ready(town).status_code == 503


def test_figures_count_requests_by_endpoint(town) -> None:
    client = town.app.test_client()
    client.get("/help", base_url=town.issuer)
    client.get("/help?who=siti", base_url=town.issuer)
    told = client.get("/metrics", base_url=town.issuer).get_data(as_text=True)
    assert 'sekali_requests_total{endpoint="web.help",method="GET",status="200"} 2.0' in told
    assert 'sekali_ledger_entries{state="written"} 0.0' in told
    assert 'sekali_outbox_rows{state="dead"} 0.0' in told
    assert "siti" not in told


def test_figures_are_for_the_operators_own_network(town) -> None:
    client = town.app.test_client()
    for address, status in (("127.0.0.1", 200), ("10.1.2.3", 200), ("8.8.8.8", 404)):
        answer = client.get("/metrics", base_url=town.issuer, environ_overrides={"REMOTE_ADDR": address})
        assert answer.status_code == status, address
