"""npm oidc-provider in a process of its own, with the pages that it has for developers."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.journeys.parties import NODE, PARTY
from tests.live import free_port

PATIENCE = 20


@contextmanager
def peer() -> Iterator[str]:
    """Run the other provider while the block runs, and give its issuer."""
    assert (PARTY / "node_modules" / "oidc-provider").exists(), "the Node.js packages are missing: run `make setup`"
    port = free_port()
    process = subprocess.Popen(
        [NODE / "node", "peer.mjs", str(port)], cwd=PARTY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    try:
        assert process.stdout.readline().strip() == "up", "the other provider does not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
