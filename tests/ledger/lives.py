"""Whole ledgers of lawful lives at random: every step is one that the rules allow, in the order of the index."""

import random
from dataclasses import dataclass, field

from tests.ledger.histories import Step, release, step, withdrawn

FIELDS = ("address", "birth_date", "full_name", "nik", "phone")


@dataclass
class Office:
    """A service with one purpose, whose versions the registry tells of, or (unverified) does not."""

    key: str
    is_told: bool
    is_notice: bool
    version: int = 0
    paused: bool = False
    disabled: bool = False
    fields: dict[int, list[str]] = field(default_factory=dict)

    @property
    def purpose(self) -> str:
        return f"purpose-of-{self.key}@{self.version}"

    def about(self, **more) -> dict:
        return {"service": self.key, "purpose": self.purpose, "actor": "staff", "staff": "s-1"} | more

    def grow(self, draw: random.Random, now: int) -> list[Step]:
        self.version += 1
        self.paused = False
        self.fields[self.version] = draw.sample(FIELDS, draw.randint(1, 5))
        if not self.is_told:
            return []
        return [
            step(
                "service.changed",
                f"office {self.key}",
                fields=" ".join(self.fields[self.version]),
                at=now,
                **self.about(),
            )
        ]

    def turn(self, draw: random.Random, now: int) -> list[Step]:
        if self.disabled or not self.is_told:
            return []
        deed = draw.choice(["grow", "pause", "resume", "verify", *(["disable"] if draw.random() < 0.1 else [])])
        if deed == "grow":
            return self.grow(draw, now)
        tag, known = f"office {self.key}", " ".join(self.fields[self.version])
        if deed == "verify":
            return [step("service.changed", tag, at=now, **self.about(purpose=None))]
        if deed == "disable":
            self.disabled = True
            return [step("service.disabled", tag, at=now, **self.about(purpose=None))]
        self.paused = deed == "pause"
        return [step("purpose.paused" if self.paused else "purpose.resumed", tag, fields=known, at=now, **self.about())]


@dataclass
class Grant:
    """An answer that holds on its tag."""

    tag: str
    office: Office
    purpose: str
    version: int
    fields: list[str]
    once: bool
    ends: int | None
    first: int | None = None
    received: set[str] = field(default_factory=set)
    deletion: str | None = None
    frozen: bool = False
    reads: int | None = None
    reading: int = 0
    began: int = 0

    def allows(self, now: int) -> bool:
        office = self.office
        in_force = not office.is_told or (office.version == self.version and not office.paused and not office.disabled)
        is_open = self.ends is None or now <= self.ends
        if self.reads is not None and self.reading == self.reads and now > self.began + 60:
            return False
        return (
            in_force
            and is_open
            and not self.frozen
            and not (self.once and self.first is not None and now > self.first + 60)
        )


class Life:
    """One citizen: an account and its grants."""

    DEEDS = (
        "give",
        "release",
        "release",
        "release",
        "withdraw",
        "change",
        "profile",
        "refuse",
        "freeze",
        "stop",
        "hold",
        "close",
        "credentials",
        "delete",
    )

    def __init__(self, name: str, offices: list[Office], draw: random.Random) -> None:
        self.draw, self.offices, self.name = draw, offices, name
        self.account = f"account {name}"
        self.state = "new"
        self.tags: list[str] = []
        self.live: dict[str, Grant] = {}
        self.held = 0
        self.asked: list[Grant] = []

    def step(self, now: int) -> list[Step]:
        if self.state == "new":
            self.state = "open"
            return [step("account.opened", self.account, at=now)]
        if self.state == "frozen":
            return self._freeze(now)
        if self.state == "closed":
            return []
        return list(getattr(self, f"_{self.draw.choice(self.DEEDS)}")(now))

    def _answer(self, tag: str, office: Office, now: int) -> Step:
        allowed = office.fields[office.version]
        fields = sorted(self.draw.sample(allowed, self.draw.randint(0, len(allowed))))
        received = self.live[tag].received if tag in self.live else set()
        once, ends = self.draw.random() < 0.3, now + self.draw.randint(0, 200) if self.draw.random() < 0.5 else None
        kind = "notice.shown" if office.is_notice else "consent.changed" if tag in self.live else "consent.given"
        frozen = tag in self.live and self.live[tag].frozen
        reads = self.draw.randint(2, 4) if not once and self.draw.random() < 0.3 else None
        self.live[tag] = Grant(
            tag, office, office.purpose, office.version, fields, once, ends, None, received, frozen=frozen, reads=reads
        )
        return step(
            kind,
            tag,
            fields=" ".join(fields),
            once=once,
            ends=ends,
            count=reads,
            at=now,
            service=office.key,
            purpose=office.purpose,
        )

    def _some(self) -> list[Grant]:
        return [self.live[tag] for tag in self.draw.sample(sorted(self.live), min(1, len(self.live)))]

    def _give(self, now: int) -> list[Step]:
        self.tags.append(f"{self.name} grant {len(self.tags)}")
        return [self._answer(self.tags[-1], self.draw.choice(self.offices), now)]

    def _change(self, now: int) -> list[Step]:
        return [self._answer(grant.tag, grant.office, now) for grant in self._some()]

    def _release(self, now: int) -> list[Step]:
        made = []
        for grant in self._some():
            if grant.allows(now):
                grant.first = now if grant.first is None else grant.first
                fields = self.draw.sample(grant.fields, self.draw.randint(0, len(grant.fields)))
                grant.received |= set(fields)
                made.append(
                    release(
                        grant.tag,
                        " ".join(fields),
                        at=now,
                        service=grant.office.key,
                        purpose=grant.purpose,
                        count=self._number(grant, now),
                    )
                )
        return made

    def _number(self, grant: Grant, now: int) -> int | None:
        if grant.reads is None:
            return None
        repeats = (
            grant.reading and now <= grant.began + 60 and (grant.reading == grant.reads or self.draw.random() < 0.5)
        )
        if not repeats:
            grant.reading, grant.began = grant.reading + 1, now
        return grant.reading

    def _withdraw(self, now: int) -> list[Step]:
        gone = [grant for grant in self._some() if not grant.office.is_notice]
        made = []
        for grant in gone:
            del self.live[grant.tag]
            made.append(withdrawn(grant.tag, at=now, service=grant.office.key, purpose=grant.purpose))
            if grant.received:
                self.asked.append(grant)
                made.append(self._about_deletion("requested", grant, now))
        return made

    def _about_deletion(self, what: str, grant: Grant, now: int) -> Step:
        grant.deletion = what
        fields = " ".join(sorted(grant.received))
        return step(
            f"deletion.{what}", grant.tag, fields=fields, at=now, service=grant.office.key, purpose=grant.purpose
        )  # fmt: skip

    def _delete(self, now: int) -> list[Step]:
        waiting = [grant for grant in self.asked if grant.deletion != "done"]
        if not waiting:
            return []
        grant = self.draw.choice(waiting)
        what = "done" if grant.deletion == "held" else self.draw.choice(["done", "held"])
        return [self._about_deletion(what, grant, now)]

    def _stop(self, now: int) -> list[Step]:
        made = []
        for grant in self._some():
            grant.frozen = not grant.frozen
            kind = "grant.frozen" if grant.frozen else "grant.thawed"
            fields = " ".join(grant.fields)
            made.append(step(kind, grant.tag, fields=fields, at=now, service=grant.office.key, purpose=grant.purpose))
        return made

    def _profile(self, now: int) -> list[Step]:
        return [step("profile.changed", self.account, fields="nik", at=now)]

    def _credentials(self, now: int) -> list[Step]:
        return [step("credentials.changed", self.account, at=now)]

    def _refuse(self, now: int) -> list[Step]:
        grants = self._some()
        if not grants or self.draw.random() < 0.5:
            return [step("consent.refused", self.account, fields="nik", at=now)]
        return [
            step("consent.refused", one.tag, fields="nik", at=now, service=one.office.key, purpose=one.purpose)
            for one in grants
        ]

    def _freeze(self, now: int) -> list[Step]:
        self.state, kind = ("open", "unfrozen") if self.state == "frozen" else ("frozen", "frozen")
        return [step(f"account.{kind}", self.account, actor="system", at=now)]

    def _hold(self, now: int) -> list[Step]:
        if self.draw.random() < 0.75:
            return []
        by = {"actor": "staff", "staff": "s-3", "at": now}
        if self.held > now:
            self.held = 0
            return [step("hold.lifted", self.account, **by)]
        self.held = now + self.draw.randint(1, 90)
        return [step("hold.placed", self.account, once=False, ends=self.held, **by)]

    def _close(self, now: int) -> list[Step]:
        if self.held > now or self.draw.random() < 0.7:
            return []
        self.state = "closed"
        erased = [self.account, *self.tags]
        return [
            step("account.closing", self.account, at=now), *(step("erase", tag, actor="system", at=now) for tag in erased)
        ]  # fmt: skip


def ledger_of_lives(seed: int, length: int = 120) -> list[Step]:
    """A lawful ledger of about `length` entries."""
    draw = random.Random(seed)
    offices = [Office(f"service-{number}", number != 2, number == 1) for number in range(3)]
    steps = [entry for office in offices for entry in office.grow(draw, 0)]
    lives = [Life(str(number), offices, draw) for number in range(6)]
    now = 0
    while len(steps) < length:
        now += draw.choice([0, 1, 1, 5, 40])
        if draw.random() < 0.05:
            steps += draw.choice(offices).turn(draw, now)
        elif draw.random() < 0.03:
            steps.append(step("staff.lookup", f"look {len(steps)}", actor="staff", staff="s-2", count=1, at=now))
        elif draw.random() < 0.02:
            lives.append(Life(str(len(lives)), offices, draw))
        else:
            steps += draw.choice(lives).step(now)
    return steps
