"""What a dishonest operator does to a lawful ledger: each deed returns the ledger made wrong and the entry that must be named."""

import random
from collections.abc import Callable, Iterable

from tests.ledger.histories import Step, release, step, withdrawn

Wrong = tuple[list[Step], int]
Deed = Callable[[list[Step], random.Random], Wrong | None]
ANSWERS = ("consent.given", "consent.changed", "notice.shown")
DEEDS: dict[str, tuple[str, Deed]] = {}


def wrong(code: str) -> Callable[[Deed], Deed]:
    """Register a deed by its name, with the code under which it must be found."""

    def keep(deed: Deed) -> Deed:
        DEEDS[deed.__name__.replace("_", " ")] = (code, deed)
        return deed

    return keep


def pick(draw: random.Random, places: Iterable[int]) -> int | None:
    found = list(places)
    return draw.choice(found) if found else None


def of_type(steps: list[Step], *kinds: str) -> list[int]:
    return [at for at, one in enumerate(steps) if one["type"] in kinds]


def answer_before(steps: list[Step], at: int) -> int:
    """The answer that holds for the release at `at`."""
    return max(n for n in range(at) if steps[n]["tag"] == steps[at]["tag"] and steps[n]["type"] in ANSWERS)


def put(steps: list[Step], at: int, *more: Step) -> list[Step]:
    return [*steps[:at], *more, *steps[at:]]


def edit(steps: list[Step], at: int, **changes) -> list[Step]:
    return [*steps[:at], steps[at] | changes, *steps[at + 1 :]]


def numbered(steps: list[Step]) -> list[Step]:
    """The steps with their right numbers written out, so that what is done next does not renumber them."""
    counts: dict[str, int] = {}
    fixed = []
    for one in steps:
        counts[one["tag"]] = counts.get(one["tag"], 0) + 1
        fixed.append(one | {"number": counts[one["tag"]]})
    return fixed


def told(steps: list[Step], at: int) -> bool:
    """Whether the registry knows the service of the entry; service-2 registered itself."""
    return steps[at].get("service") != "service-2"


def after(
    code: str, name: str, kinds: tuple[str, ...], make: Callable[[Step], Step], *, only_told: bool = False
) -> None:
    """A deed that puts one entry directly behind one of `kinds`."""

    def deed(steps: list[Step], draw: random.Random) -> Wrong | None:
        at = pick(draw, (n for n in of_type(steps, *kinds) if told(steps, n) or not only_told))
        return None if at is None else (put(steps, at + 1, make(steps[at]) | {"at": steps[at]["at"]}), at + 1)

    DEEDS[name] = (code, deed)


def changing(
    code: str, name: str, kinds: tuple[str, ...], changes: Callable[[Step], Step], *, only_told: bool = False
) -> None:
    """A deed that changes one entry of `kinds`."""

    def deed(steps: list[Step], draw: random.Random) -> Wrong | None:
        at = pick(draw, (n for n in of_type(steps, *kinds) if told(steps, n) or not only_told))
        return None if at is None else (edit(steps, at, **changes(steps[at])), at)

    DEEDS[name] = (code, deed)


def about(one: Step) -> dict:
    return {"service": one["service"], "purpose": one["purpose"]}


def next_version(one: Step, by: int) -> str:
    key, _, version = one["purpose"].partition("@")
    return f"{key}@{int(version) + by}"


def with_field(one: Step) -> Step:
    return {"fields": " ".join(sorted({*one["fields"].split(), "npwp"}))}


after(
    "deletion-early",
    "a deletion while the consent holds",
    ("consent.given",),
    lambda one: step("deletion.requested", one["tag"], fields="", **about(one)),
)
after(
    "deletion-nothing",
    "a deletion of nothing",
    ("consent.given",),
    lambda one: step("deletion.requested", "fresh", fields="", **about(one)),
)
after("deletion-twice", "a deletion asked twice", ("deletion.requested",), lambda one: one)
after(
    "deletion-unasked",
    "an answer that nobody asked for",
    ("consent.given",),
    lambda one: step("deletion.done", one["tag"], fields="", **about(one)),
)
after("deletion-settled", "a deletion done twice", ("deletion.done",), lambda one: one)
after("deletion-settled", "a hold after the deletion", ("deletion.done",), lambda one: one | {"type": "deletion.held"})

TAGGED = ("account.opened", "consent.given")
after(
    "release-unasked",
    "a release on a fresh tag",
    ("consent.given", "release"),
    lambda one: release("fresh", **about(one)),
)
after(
    "release-withdrawn",
    "a release after the withdrawal",
    ("consent.withdrawn",),
    lambda one: release(one["tag"], "", **about(one)),
)
after("after-erase", "something after the erase", ("erase",), lambda one: step("staff.act", one["tag"], actor="system"))
after("given-twice", "a consent given again", ("consent.given",), lambda one: one)
after(
    "after-withdrawal",
    "a change after the withdrawal",
    ("consent.withdrawn",),
    lambda one: step("consent.changed", one["tag"], fields="", **about(one)),
)
after("after-withdrawal", "a second withdrawal", ("consent.withdrawn",), lambda one: one)
after(
    "other-service",
    "a change for another service",
    ("consent.given",),
    lambda one: step("consent.changed", one["tag"], service="tax", purpose=one["purpose"]),
)
after(
    "other-purpose",
    "a change to another purpose",
    ("consent.given",),
    lambda one: step("consent.changed", one["tag"], service=one["service"], purpose="marketing@1"),
)
after("withdrawn-nothing", "a withdrawal of nothing", ("consent.given",), lambda one: withdrawn("fresh", **about(one)))
after(
    "withdrawn-notice", "a withdrawal of a notice", ("notice.shown",), lambda one: withdrawn(one["tag"], **about(one))
)
after(
    "release-frozen",
    "a release while frozen",
    ("grant.frozen",),
    lambda one: release(one["tag"], "", **about(one)),
)
after("grant-state", "a grant frozen twice", ("grant.frozen",), lambda one: one)
after("grant-state", "a grant thawed twice", ("grant.thawed",), lambda one: one)
after(
    "frozen-nothing",
    "a freeze of nothing",
    ("consent.given",),
    lambda one: step("grant.frozen", "fresh", fields="", **about(one)),
)
after(
    "after-withdrawal",
    "a freeze after the withdrawal",
    ("consent.withdrawn",),
    lambda one: one | {"type": "grant.frozen"},
)
changing("actor", "a grant frozen by the service", ("grant.frozen",), lambda one: {"actor": "service"})
after("mixed-basis", "a consent on a notice", ("notice.shown",), lambda one: one | {"type": "consent.changed"})
after("mixed-basis", "a notice on a consent", ("consent.given",), lambda one: one | {"type": "notice.shown"})
after(
    "opened-twice",
    "an account opened again",
    ("account.opened", "consent.given", "profile.changed"),
    lambda one: step("account.opened", one["tag"]),
)
after("no-account", "credentials on a fresh tag", TAGGED, lambda one: step("credentials.changed", "fresh"))
changing("actor", "credentials by the service", ("credentials.changed",), lambda one: {"actor": "service"})
after("no-account", "a profile on a fresh tag", TAGGED, lambda one: step("profile.changed", "fresh"))
after("no-account", "a freeze of a grant", ("consent.given",), lambda one: step("account.frozen", one["tag"]))
after("account-state", "frozen twice", ("account.frozen",), lambda one: one)
after(
    "account-state",
    "a profile by the citizen of a frozen account",
    ("account.frozen",),
    lambda one: step("profile.changed", one["tag"]),
)
after(
    "account-state",
    "a profile of a closing account",
    ("account.closing",),
    lambda one: step("profile.changed", one["tag"]),
)
after("account-state", "closing twice", ("account.closing",), lambda one: one)
after(
    "account-state", "unfrozen without a freeze", ("account.opened",), lambda one: step("account.unfrozen", one["tag"])
)
after(
    "erase-not-closing",
    "an erase of a living account",
    ("account.opened",),
    lambda one: step("erase", one["tag"], actor="system"),
)
after(
    "erase-alone",
    "the erase of one grant",
    ("consent.given", "release"),
    lambda one: step("erase", one["tag"], actor="system"),
)
after(
    "erase-held",
    "an erase of a held account",
    ("hold.placed",),
    lambda one: step("erase", one["tag"], actor="system"),
)
after("hold-twice", "a hold placed twice", ("hold.placed",), lambda one: one)
after(
    "hold-nothing",
    "a hold lifted that was none",
    ("account.opened",),
    lambda one: step("hold.lifted", one["tag"], actor="system"),
)
changing("actor", "a hold by the citizen", ("hold.placed",), lambda _one: {"actor": "citizen", "staff": None})
after("erase-nothing", "an erase of nothing", TAGGED, lambda one: step("erase", "fresh", actor="system"))
after(
    "wrong-tag",
    "a consent on an account",
    ("account.opened",),
    lambda one: step("consent.given", one["tag"], fields=""),
)
after("wrong-tag", "a refusal on an office", ("service.changed",), lambda one: step("consent.refused", one["tag"]))
after(
    "wrong-tag",
    "an office on an account",
    ("account.opened",),
    lambda one: step("service.changed", one["tag"], actor="system"),
)
after(
    "wrong-tag",
    "a pause on a grant",
    ("consent.given",),
    lambda one: step("purpose.paused", one["tag"], actor="system", fields="nik", **about(one)),
)
after(
    "wrong-tag",
    "a handover on an account",
    ("account.opened",),
    lambda one: step("ledger.handed_over", one["tag"], actor="system"),
)
after("actor", "a handover by a citizen", ("consent.given",), lambda _one: step("ledger.handed_over", "fresh"))
after(
    "handover-missing",
    "a handover that nobody signed",
    ("account.opened", "consent.given"),
    lambda _one: step("ledger.handed_over", "fresh", actor="system"),
)
after(
    "purpose-version",
    "a version skipped",
    ("purpose.paused", "purpose.resumed"),
    lambda one: one | {"type": "service.changed", "purpose": next_version(one, 2)},
)
after(
    "purpose-edited",
    "a purpose edited in place",
    ("purpose.paused", "purpose.resumed"),
    lambda one: one | {"type": "service.changed"} | with_field(one),
)

changing("release-service", "a release to another service", ("release",), lambda one: {"service": "tax"})
changing(
    "release-purpose", "a release for another version", ("release",), lambda one: {"purpose": next_version(one, 1)}
)
changing("release-purpose", "a release for another purpose", ("release",), lambda one: {"purpose": "marketing@1"})
changing("release-fields", "a release of a field too many", ("release",), with_field)
changing("release-actor", "a release to the operator", ("release",), lambda one: {"actor": "system"})
changing(
    "release-actor", "a release to a member of staff", ("release",), lambda one: {"actor": "staff", "staff": "s-9"}
)
changing("actor", "a consent by the system", ("consent.given",), lambda one: {"actor": "system"})
changing("actor", "a consent by the service", ("consent.given", "consent.changed"), lambda one: {"actor": "service"})
changing("actor", "a withdrawal by the system", ("consent.withdrawn",), lambda one: {"actor": "system"})
changing("actor", "a refusal by the service", ("consent.refused",), lambda one: {"actor": "service"})
changing("actor", "a notice by the service", ("notice.shown",), lambda one: {"actor": "service"})
changing("actor", "an erase by the citizen", ("erase",), lambda one: {"actor": "citizen"})
changing("actor", "a look-up by nobody", ("staff.lookup",), lambda one: {"actor": "system", "staff": None})
changing(
    "actor", "an office changed by a citizen", ("service.changed",), lambda one: {"actor": "citizen", "staff": None}
)
changing("actor", "a profile by the service", ("profile.changed",), lambda one: {"actor": "service"})
changing(
    "deletion-fields", "a deletion of what was never received", ("deletion.requested", "deletion.done"), with_field
)
changing(
    "actor", "a deletion told by the operator", ("deletion.done", "deletion.held"), lambda one: {"actor": "system"}
)
changing("actor", "a deletion asked by the service", ("deletion.requested",), lambda one: {"actor": "service"})
changing("changed-nothing", "a change of nothing", ("consent.given",), lambda one: {"type": "consent.changed"})
changing("erase-count", "an erase that counts too many", ("erase",), lambda one: {"count": 700})
changing("malformed", "an unknown type", ("release",), lambda one: {"raw": {"type": "release.quiet"}})
changing("malformed", "a field twice", ("release",), lambda one: {"raw": {"fields": ["nik", "nik"]}})
changing(
    "purpose-unregistered",
    "a consent to a version that is not",
    ANSWERS,
    lambda one: {"purpose": next_version(one, 50)},
    only_told=True,
)
changing("purpose-fields", "a consent beyond the purpose", ANSWERS, with_field, only_told=True)


@wrong("release-unasked")
def a_consent_removed(steps: list[Step], draw: random.Random) -> Wrong | None:
    at = pick(draw, of_type(steps, "release"))
    if at is None:
        return None
    tag = steps[at]["tag"]
    kept = [one for n, one in enumerate(steps) if n >= at or one["tag"] != tag or one["type"] not in ANSWERS]
    return kept, at - (len(steps) - len(kept))


@wrong("release-withdrawn")
def a_withdrawal_dated_back_by_its_place(steps: list[Step], draw: random.Random) -> Wrong | None:
    """The withdrawal stood behind the release: now it stands before it."""
    pairs = [
        (gone, at) for gone in of_type(steps, "consent.withdrawn") for at in of_type(steps[:gone], "release") if steps[at]["tag"] == steps[gone]["tag"]
    ]  # fmt: skip
    if not pairs:
        return None
    gone, at = draw.choice(pairs)
    return [*steps[:at], steps[gone], *steps[at:gone], *steps[gone + 1 :]], at + 1


@wrong("release-fields")
def a_consent_made_smaller(steps: list[Step], draw: random.Random) -> Wrong | None:
    at = pick(draw, (n for n in of_type(steps, "release") if steps[n]["fields"]))
    if at is None:
        return None
    given, lost = answer_before(steps, at), steps[at]["fields"].split()[0]
    return edit(steps, given, fields=steps[given]["fields"].replace(lost, "").strip()), at


@wrong("release-late")
def a_consent_made_shorter(steps: list[Step], draw: random.Random) -> Wrong | None:
    at = pick(draw, of_type(steps, "release"))
    return None if at is None else (edit(steps, answer_before(steps, at), ends=steps[at]["at"] - 1), at)


@wrong("release-spent")
def a_one_off_read_twice(steps: list[Step], draw: random.Random) -> Wrong | None:
    at = pick(draw, of_type(steps, "release"))
    if at is None:
        return None
    given = answer_before(steps, at)
    later = steps[at] | {"at": steps[at]["at"] + 5000}
    return put(edit(steps, given, once=True, ends=None), at + 1, later), at + 1


@wrong("number")
def an_entry_taken_out(steps: list[Step], draw: random.Random) -> Wrong | None:
    fixed = numbered(steps)
    later = {(one["tag"], one["number"] - 1): at for at, one in enumerate(fixed)}
    at = pick(draw, (n for n, one in enumerate(fixed) if (one["tag"], one["number"]) in later))
    assert at is not None
    return [*fixed[:at], *fixed[at + 1 :]], later[fixed[at]["tag"], fixed[at]["number"]] - 1


@wrong("number")
def an_entry_doubled(steps: list[Step], draw: random.Random) -> Wrong | None:
    fixed = numbered(steps)
    at = draw.randrange(len(fixed))
    return put(fixed, at + 1, fixed[at]), at + 1


@wrong("number")
def two_entries_of_a_tag_swapped(steps: list[Step], draw: random.Random) -> Wrong | None:
    fixed = numbered(steps)
    places = {(one["tag"], one["number"]): at for at, one in enumerate(fixed)}
    first = pick(draw, (at for (tag, number), at in places.items() if (tag, number + 1) in places))
    assert first is not None
    second = places[fixed[first]["tag"], fixed[first]["number"] + 1]
    fixed[first], fixed[second] = fixed[second], fixed[first]
    return fixed, first


@wrong("erase-not-closing")
def a_closing_removed(steps: list[Step], draw: random.Random) -> Wrong | None:
    at = pick(draw, of_type(steps, "account.closing"))
    return None if at is None else ([*steps[:at], *steps[at + 1 :]], at)


@wrong("version-back")
def an_answer_to_an_older_version(steps: list[Step], draw: random.Random) -> Wrong | None:
    at = pick(draw, of_type(steps, "consent.given"))
    if at is None:
        return None
    newer = edit(steps, at, purpose=next_version(steps[at], 1))
    return put(newer, at + 1, steps[at] | {"type": "consent.changed"}), at + 1


def before_a_release(code: str, name: str, make: Callable[[Step], Step]) -> None:
    """A deed that puts an entry of the registry directly before a release."""

    def deed(steps: list[Step], draw: random.Random) -> Wrong | None:
        at = pick(draw, (n for n in of_type(steps, "release") if told(steps, n)))
        if at is None:
            return None
        entry = {
            "tag": f"office {steps[at]['service']}",
            "actor": "system",
            "at": steps[at]["at"],
            "service": steps[at]["service"],
        }
        return put(steps, at, entry | make(steps[at])), at + 1

    DEEDS[name] = (code, deed)


before_a_release(
    "purpose-replaced",
    "a release after a new version",
    lambda one: {"type": "service.changed", "purpose": next_version(one, 1), "fields": "nik"},
)
before_a_release("service-disabled", "a release to a disabled service", lambda _one: {"type": "service.disabled"})


@wrong("purpose-paused")
def a_release_while_paused(steps: list[Step], draw: random.Random) -> Wrong | None:
    at = pick(draw, (n for n in of_type(steps, "release") if told(steps, n)))
    if at is None:
        return None
    registered = next(
        one for one in steps if one["type"] == "service.changed" and one["purpose"] == steps[at]["purpose"]
    )
    return put(steps, at, registered | {"type": "purpose.paused", "at": steps[at]["at"]}), at + 1
