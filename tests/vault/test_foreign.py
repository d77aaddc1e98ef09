"""A bundle of another instance: believed by a pinned key alone, shown beside what is here, taken over by choice and never silently."""

import io
import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.tables import CitizenRow
from core.environment import SettingsError, load
from keys.ring import KeyRing
from tests.consent.people import fill
from tests.forms import Page
from tests.journeys.story import SITI, open_account
from tests.town import START
from vault import catalogue, safe
from vault.schemas import download
from vault.takeout import foreign
from vault.takeout.bundle import bundle
from vault.takeout.foreign import Bundle, Instance, Unusable, is_of_shape
from vault.values import Value

THERE = "https://sekali.malang.example"
ALL = {
    key: Value(key, field.example, "officer_checked", "officer:o-1", START, 1)
    for key, field in catalogue.FIELDS.items()
    if field.example is not None and field.is_typed
}


def made(keys: KeyRing, values=None, issuer: str = THERE, now=START) -> dict:
    return bundle(keys, issuer, download(ALL if values is None else values, START.date(), START), now)


def trusted(keys: KeyRing, issuer: str = THERE) -> tuple[Instance, ...]:
    return foreign.instances([f"{issuer} {keys.receipt_public_jwk['x']}"])


def test_every_field_that_people_type_comes_over_with_its_example(ring) -> None:
    found = foreign.read(json.dumps(made(ring)), trusted(ring), START)
    assert isinstance(found, Bundle) and found.instance.host == "sekali.malang.example"
    assert {name: one.data for name, one in found.values.items()} == {name: one.data for name, one in ALL.items()}
    assert all(is_of_shape(catalogue.FIELDS[name], one.data) for name, one in found.values.items())
    assert isinstance(foreign.read(made(ring)["jws"], trusted(ring), START), Bundle), "the signed text alone does too"


def test_what_is_not_proven_is_refused_with_its_reason(ring, tmp_path) -> None:
    good = made(ring)
    head, payload, sign = good["jws"].split(".")
    resigned = ring.sign_receipt({"format": "sekali-takeout-1", "iss": THERE, "iat": 0, "profile": {"format": "x"}})
    late = made(ring, now=START + timedelta(days=1))
    stranger = foreign.instances([f"{THERE} {'A' * 43}"])
    told = {
        "no_bundle": ["", "{", "[]", "nothing", json.dumps({"format": "sekali-profile-1"}), "a.b.c", "{" * 5000],
        "signature": [f"{head}.{payload}.{sign[:-4]}AAAA", f"{head}.{payload}."],
        "other_format": [resigned],
        "from_the_future": [json.dumps(late)],
        "too_large": ["x" * (4 * foreign.LARGEST)],
    }
    for code, texts in told.items():
        for text in texts:
            found = foreign.read(text, trusted(ring), START)
            assert isinstance(found, Unusable) and found.code == code, (code, text[:40], found)
    assert foreign.read(json.dumps(good), stranger, START) == Unusable("signature", THERE), (
        "the key in the file is not used"
    )
    assert foreign.read(json.dumps(good), (), START) == Unusable("unknown_instance", THERE)


def test_no_algorithm_but_the_pinned_one_is_read(ring) -> None:
    head = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    _, payload, _ = made(ring)["jws"].split(".")
    for sign in ("", "AAAA"):
        assert foreign.read(f"{head}.{payload}.{sign}", trusted(ring), START).code in {"signature", "no_bundle"}


@pytest.mark.parametrize(
    ("key", "data"), [("ktp_rt_rw", "x"), ("dependants", {}), ("dependants", ["x"]), ("full_name", {"a": 1})]
)
def test_data_of_another_shape_is_told_apart(key, data) -> None:
    assert not is_of_shape(catalogue.FIELDS[key], data)


class Visit:
    """A citizen with a file of the instance THERE, which this town trusts."""

    def __init__(self, town) -> None:
        other = SITI | {"full_name": "SITI LAIN", "birth_date": "18-08-1995"}
        self.town, self.browser = town, open_account(town, identity=other)

    def send(self, text: str):
        form = self.browser.get("/profile/bring-along").form("file")
        token = dict(form.data())["form_token"]
        data = {"form_token": token, "file": (io.BytesIO(text.encode()), "sekali-data-signed.json")}
        answer = self.browser.client.post(form.action, data=data, base_url=self.browser.issuer)
        url = self.browser.issuer + "/profile/bring-along"
        self.browser.page = Page(url, answer.status_code, answer.get_data(as_text=True), {})
        return self.browser.page

    def citizen(self) -> str:
        with self.town.reading() as session:
            return session.scalars(select(CitizenRow.id)).one()

    def values(self) -> dict[str, Value]:
        with self.town.reading() as session:
            return safe.read(session, self.town.keys, self.citizen())


@pytest.fixture
def of_its_own(ring) -> dict[str, object]:
    return {"trusted_instances": (f"{THERE} {ring.receipt_public_jwk['x']}",)}


def test_the_citizen_sees_the_differences_and_takes_what_they_pick(town) -> None:
    visit = Visit(town)
    text = json.dumps(made(town.keys))
    page = visit.send(text)
    assert page.status == 200 and "Tanda tangan sekali.malang.example benar." in page.text
    ticks = {one.value: one.checked for one in page.form("fields").controls if one.name == "fields"}
    assert ticks["email"] and not ticks["birth_date"], "what is empty here is ticked, what would be replaced is not"
    turned = visit.browser.change_language({"fields": ["email", "full_name"]})
    assert "Use what is ticked" in turned.text
    assert {one.value for one in turned.form("fields").controls if one.name == "fields" and one.checked} == {
        "email",
        "full_name",
    }
    visit.browser.submit("fields", {"fields": ["email", "full_name"]})
    now = visit.values()
    assert (now["email"].state, now["email"].source) == ("self_declared", "instance:sekali.malang.example")
    assert now["full_name"].data == ALL["full_name"].data and now["birth_date"].source == "self"
    assert "nickname" not in now and "occupation" not in now
    history = visit.browser.get("/profile/contact/email/history")
    assert "brought from sekali.malang.example" in history.text
    town.check_ledger()


def test_what_changed_since_the_page_is_not_overwritten_and_bad_files_get_a_sentence(town) -> None:
    visit = Visit(town)
    for text, words in {
        "nothing": "bukan berkas data bertanda tangan",
        json.dumps(made(town.keys, issuer="https://x.id")): "tidak kami kenali",
    }.items():
        page = visit.send(text)
        assert page.status == 422 and words in page.text
    visit.send(json.dumps(made(town.keys)))
    with town.keeping() as session:
        fill(session, town.keys, visit.citizen(), town.clock(), {"email": "baru@contoh.id"})
    page = visit.browser.submit("fields", {"fields": ["email"]})
    assert page.status == 409 and "belum ada yang diganti" in page.text
    assert visit.values()["email"].data == "baru@contoh.id"


@pytest.mark.parametrize(
    "told",
    ["https://x.example", "https://x.example/ " + "A" * 43, "x.example " + "A" * 43, "https://x.example " + "A" * 42],
)
def test_a_setting_that_names_no_instance_refuses_to_start(told) -> None:
    with pytest.raises(SettingsError, match="SEKALI_TRUSTED_INSTANCES names each instance by its address"):
        load({"SEKALI_TRUSTED_INSTANCES": told})
