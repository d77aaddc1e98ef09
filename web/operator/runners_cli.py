"""`sekali serve` and `sekali worker`: the two programs that run for ever."""

import click

from web.operator import no_cores, shared_figures
from web.operator.sentences import sentences


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve citizens, staff and services.

    Looks at key ring, database and (in production) left-over demo secrets first. SIGTERM ends it after the
    requests under way. Exit codes: 0 ended; 1 it cannot serve, with the reason; 2 called wrongly.
    """
    no_cores.leave_none()
    if workers > 1:
        shared_figures.prepare()
    from web import serve as serving
    from web.application import create_app

    with sentences():
        app = create_app()
        try:
            with app.app_context():
                serving.look_first(app.extensions["sekali.settings"])
            serving.run(host, port, workers)
        except serving.CannotServeError as error:
            raise click.ClickException(str(error)) from None


@click.command()
def worker() -> None:
    """Do what deeds left behind: erase closed accounts, publish checkpoints, clear away what is over.

    One is enough; several do not disturb each other. SIGTERM ends it after the work under way.
    Exit codes: 0 ended; 1 it cannot work, with the reason.
    """
    no_cores.leave_none()
    from web.application import create_app
    from web.worker import Worker

    with sentences():
        Worker(create_app()).run()
