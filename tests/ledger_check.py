"""After every story: the whole ledger, by the product's own verifier and by another author's Merkle tree."""

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path


def verified_bodies(town) -> list[dict]:
    """Publish, export and verify the ledger of `town`; return its bodies. Any finding fails the test."""
    from pymerkle import InmemoryTree

    from ledger import checkpoints, export, publishing

    settings = town.app.extensions["sekali.settings"]
    with town.keeping() as session:
        publishing.publish(session, town.keys, settings.ledger_origin, town.clock())
    stream = io.BytesIO()
    with town.reading() as session:
        export.export(session, stream)
    data = stream.getvalue()
    key = checkpoints.verifier_key(settings.ledger_origin, town.keys.ledger_public)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sekali"
        path.write_bytes(data)
        run = subprocess.run(
            [sys.executable, "-m", "ledger.verify", str(path), "--key", key],
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout + run.stderr
    body_part, _, note = data.partition(b"\n\n")
    lines = body_part.split(b"\n")[1:]
    tree = InmemoryTree(algorithm="sha256")
    for line in lines:
        tree.append_entry(line)
    root = note.decode().split("\n")[2]
    import base64

    assert base64.b64decode(root) == tree.get_root(), "another author's tree has another root"
    return [json.loads(line) for line in lines]
