"""Queue tickets of the day: a counter per desk, and one ticket per visitor and desk."""

import threading
from dataclasses import dataclass
from datetime import date

DESKS = {
    "A": ("Kependudukan (Dispendukcapil)", "Civil registry (Dispendukcapil)"),
    "B": ("Perizinan usaha (DPMPTSP)", "Business licences (DPMPTSP)"),
    "C": ("Kartu pencari kerja (Disnaker)", "Job seeker card (Disnaker)"),
    "D": ("JKN (BPJS Kesehatan)", "Health insurance (BPJS Kesehatan)"),
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """One place in the queue. `ahead` is how many had taken one before."""

    desk: str
    place: int

    @property
    def number(self) -> str:
        """Return what is called at the hall, such as `A-007`."""
        return f"{self.desk}-{self.place:03d}"

    @property
    def ahead(self) -> int:
        """Return how many people took a ticket of this desk before."""
        return self.place - 1


class Tickets:
    """The tickets of today; yesterday's are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day: date | None = None
        self._taken: dict[tuple[str, str], Ticket] = {}

    def take(self, desk: str, subject: str, today: date) -> Ticket:
        """Return the visitor's ticket for `desk`: a new one, or the one that they took today already."""
        with self._lock:
            self._turn(today)
            if (desk, subject) not in self._taken:
                place = 1 + sum(taken == desk for taken, _ in self._taken)
                self._taken[desk, subject] = Ticket(desk, place)
            return self._taken[desk, subject]

    def of(self, subject: str, today: date) -> tuple[Ticket, ...]:
        """Return the visitor's tickets of today."""
        with self._lock:
            self._turn(today)
            return tuple(ticket for (_, taker), ticket in self._taken.items() if taker == subject)

    def _turn(self, today: date) -> None:
        if self._day != today:
            self._day, self._taken = today, {}
