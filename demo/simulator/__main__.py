"""`python -m demo.simulator`: serves the simulator of the civil registry on this machine until it is ended."""

import logging

from werkzeug.serving import make_server

from demo.settings import SIMULATOR
from demo.simulator.program import create_app


def main() -> None:
    """Serve."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    make_server(*SIMULATOR, create_app(), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
