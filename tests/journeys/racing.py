"""Several callers at the same moment, and the claims of the token endpoint without what decides them, for controls."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import update

from oidc.tables import CodeRow, TokenRow
from oidc.tokens import REFRESH

ROUNDS = int(os.environ.get("SEKALI_TEST_ROUNDS", "12"))
FEW = max(1, ROUNDS // 12)  # for what is slow to set up
RUNNERS = 8


def at_once(call: Callable[[], Any]) -> list[Any]:
    """Start RUNNERS calls behind one barrier."""
    barrier = threading.Barrier(RUNNERS)

    def run(_number: int) -> Any:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(RUNNERS) as pool:
        return list(pool.map(run, range(RUNNERS)))


def claim_code_without_condition(session, code_digest, client_id, now):
    claiming = update(CodeRow).where(CodeRow.digest == code_digest, CodeRow.client_id == client_id)
    return session.execute(claiming.values(used_at=now).returning(CodeRow.id)).scalar_one_or_none()


def claim_refresh_without_condition(session, token_digest, client_id, now):
    claiming = update(TokenRow).where(TokenRow.digest == token_digest, TokenRow.kind == REFRESH).values(used_at=now)
    return session.execute(
        claiming.returning(TokenRow.family, TokenRow.scope, TokenRow.bound_to, TokenRow.expires_at)
    ).one_or_none()
