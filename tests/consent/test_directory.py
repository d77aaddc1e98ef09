"""The public directory: who asks for what, and what of it is never read; nothing of any person."""

from consent.directory.listing import ENOUGH, Use, listing
from tests.consent.worlds import purpose


def listed(office):
    with office.keeping() as session:
        (found,) = listing(session, office.now)
    return found


def test_what_is_asked_and_never_read_is_proposed_for_removal_once_enough_was_read(office) -> None:
    card = office.register()
    siti = office.citizen(birth_date="1995-08-17", email="siti@contoh.id")
    grant = office.granted(siti, card, ["age_over_17", "email"])
    for _ in range(ENOUGH - 1):
        office.read(grant, ["age_over_17"])
    assert listed(office).uses == {}, "so few say something about people"
    office.read(grant, ["age_over_17"])
    assert listed(office).uses == {card.id: Use(2, ("email",))}
    office.read(grant, ["email"])
    assert listed(office).uses == {card.id: Use(2, ())}
    office.now = office.now.replace(year=2027)
    assert listed(office).uses == {}, "only the last 90 days count"


def test_only_what_may_be_asked_now_is_listed(office) -> None:
    office.register()
    office.register(purpose(text_id="Lain."))
    found = listed(office)
    assert [one.reference for one in found.purposes] == ["library-card@2"]
    assert (found.service.key, found.deletions.overdue) == ("library", 0)
