"""How far a verification has come, told while it runs."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 30
EVERY_SECONDS = 0.2


class Progress:
    """A bar on `stream`, drawn anew five times a second; `total` is the size of the file in bytes. None draws nothing."""

    def __init__(self, stream: TextIO | None, total: int = 0) -> None:
        self._stream = stream
        self._word, self._total, self._done = "Reading", total, 0
        self._drawn_at = 0.0

    def read(self, more: int) -> None:
        """Hear that `more` was done."""
        self._done += more
        if self._stream is not None and time.monotonic() - self._drawn_at >= EVERY_SECONDS:
            self._draw(self._stream)

    def replaying(self, entries: int) -> Callable[[int], None]:
        """Begin the second part, the replay of so many entries; return what hears of them."""
        self._word, self._total, self._done = "Replaying", entries, 0
        return self.read

    def end(self) -> None:
        """Take the bar away."""
        if self._stream is not None and self._drawn_at:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw(self, stream: TextIO) -> None:
        self._drawn_at = time.monotonic()
        share = min(1.0, self._done / self._total) if self._total else 1.0
        bar = "#" * round(share * WIDTH)
        stream.write(f"\r\x1b[K{self._word:<9} [{bar:<{WIDTH}}] {share:4.0%}")
        stream.flush()


def on_terminal(total: int) -> Progress:
    """Return a bar on the terminal; one that draws nothing when the errors go elsewhere."""
    return Progress(sys.stderr if sys.stderr.isatty() else None, total)
