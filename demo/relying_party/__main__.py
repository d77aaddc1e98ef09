"""Runs one e-service: `python -m demo.relying_party queue|library|aid`, with its registration in the environment."""

import logging
import os
import sys

from werkzeug.serving import make_server

from demo.relying_party.application import create_app
from demo.relying_party.configuration import ConfigurationError, offer_of, registration_of


def main(arguments: list[str]) -> int:
    """Serve until the process is told to end; return 2 when it was not configured."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    try:
        offer = offer_of(arguments[0] if arguments else "")
        app = create_app(offer, registration_of(os.environ))
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    make_server(offer.host, offer.port, app, threaded=True).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
