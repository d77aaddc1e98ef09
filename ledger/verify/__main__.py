"""`python -m ledger.verify PATH --key KEY`: 0 good, 1 something found, 2 unreadable or not anchored."""

import argparse
import json
import sys
from collections.abc import Sequence

from ledger.verify.report import NOT_ANCHORED
from ledger.verify.verification import verify


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the file that the command line names, print the report and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m ledger.verify",
        description="Verify a ledger's export or an auditor's bundle, offline.",
        epilog="Exit codes: 0 good; 1 something was found; 2 unreadable, or not anchored in a given key and witnesses.",
    )
    parser.add_argument("path", metavar="PATH", help="an export or a bundle")
    parser.add_argument("--key", action="append", default=[], help="a verifier key that is trusted (may be repeated)")
    parser.add_argument(
        "--since",
        "--checkpoint",
        dest="since",
        action="append",
        default=[],
        metavar="FILE",
        help="an earlier checkpoint that was kept; the export must be a continuation of it (may be repeated)",
    )
    parser.add_argument(
        "--witness",
        action="append",
        default=[],
        metavar="KEY",
        help="the key of a witness that is trusted (may be repeated)",
    )
    parser.add_argument(
        "--quorum", type=int, metavar="N", help="how many of them must have cosigned (more than half, unless told)"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    chosen = parser.parse_args(arguments)
    report = verify(chosen.path, chosen.key, chosen.since, witnesses=chosen.witness, quorum=chosen.quorum, shows=True)
    lines = [json.dumps(report.as_json(), ensure_ascii=False, indent=2)] if chosen.json else report.sentences()
    sys.stdout.write("\n".join(lines) + "\n")
    return report.exit_code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        sys.exit(NOT_ANCHORED)
