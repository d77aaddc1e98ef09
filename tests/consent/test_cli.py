"""`sekali services` and `sekali purposes`: sentences, exit codes, and what is registered by them."""

import json

import pytest
from click.testing import CliRunner

from consent.cli import purposes, services
from consent.registry import store
from consent.review import judging

BOTH = {"id": "Teks.", "en": "Text."}
PURPOSE = {
    "key": "library-card",
    "text": BOTH,
    "basis": "consent",
    "retention": BOTH,
    "fields": [{"key": "age_over_17", "required": True, "reason": BOTH, "withheld": BOTH}],
}
SERVICE = [
    "add", "library", "--name", "Kartu perpustakaan", "--agency", "Dispersip", "--contact", "p@contoh.id",
    "--privacy-url", "https://p.contoh.id/p", "--homepage", "https://p.contoh.id/",
]  # fmt: skip


@pytest.fixture
def run(town):
    def call(group, *args: str):
        with town.app.app_context():
            return CliRunner().invoke(group, list(args))

    return call


@pytest.fixture
def library(run):
    assert run(services, *SERVICE).exit_code == 0


def present(town):
    with town.reading() as session:
        service = store.service_by_key(session, "library")
        return service, store.purposes(session, service.id)


def approve_all(town) -> None:
    for one in town_queue(town):
        with town.keeping() as session:
            judging.approve(session, town.keys, one.proposal.id, "dpo-1", town.clock())


def town_queue(town):
    with town.reading() as session:
        return judging.queue(session)


def test_a_draft_is_put_before_the_officer_whose_remark_is_listed(town, run, library, tmp_path) -> None:
    path = tmp_path / "purpose.json"
    path.write_text(json.dumps(PURPOSE))
    assert "kept as a draft" in run(purposes, "add", "library", "--file", str(path), "--draft").output
    assert town_queue(town) == ()
    draft, state, name = run(purposes, "proposals", "library").output.split()
    assert (state, name) == ("draft", "library-card")
    assert run(purposes, "submit", "library", draft).exit_code == 0
    assert run(purposes, "submit", "library", draft).exit_code == 1
    with town.keeping() as session:
        judging.send_back(session, town.keys, draft, "dpo-1", "Alasan NIK kurang.", town.clock())
    assert f"{draft}\treturned\tlibrary-card\tAlasan NIK kurang." in run(purposes, "proposals", "library").output


def test_a_service_is_registered_listed_verified_and_disabled(town, run) -> None:
    assert run(services, *SERVICE, "--unverified").exit_code == 0
    assert "library\tactive\tunverified\tKartu perpustakaan\tDispersip" in run(services, "list").output
    assert run(services, "verify", "library").output == "Service library is verified.\n"
    assert run(services, "disable", "library").exit_code == 0
    assert "library\tdisabled\tverified" in run(services, "list").output


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["verify", "nobody"], "There is no service with this key"),
        (SERVICE, "exists already"),
        ([*SERVICE[:-1], "nowhere"], "homepage: must be an absolute http or https address"),
    ],
)
def test_a_service_is_refused_in_a_sentence(run, library, args, told) -> None:
    ran = run(services, *args)
    assert ran.exit_code == 1 and told in ran.output and "Traceback" not in ran.output


def test_a_purpose_from_a_file_and_its_next_version(town, run, library, tmp_path) -> None:
    path = tmp_path / "purpose.json"
    path.write_text(json.dumps(PURPOSE))
    for _ in range(2):
        assert "waits for the data-protection officer" in run(purposes, "add", "library", "--file", str(path)).output
        approve_all(town)
    assert run(purposes, "list", "library").output == "library-card@2\tactive\tconsent\tage_over_17*\n"
    assert run(purposes, "pause", "library", "library-card").exit_code == 0
    assert present(town)[1][0].state == "paused"
    assert run(purposes, "pause", "library", "library-card", "--resume").exit_code == 0
    assert present(town)[1][0].state == "active"


def test_a_purpose_from_options(town, run, library) -> None:
    ran = run(
        purposes, "add", "library", "--key", "aid", "--text-id", "Bantuan.", "--text-en", "Aid.", "--basis", "consent",
        "--basis-reference", "Perda 3/2020", "--raw-reason", "income_band", "i", "j",
        "--answer", "income_band", "income_below:2000000", "--retention-id", "90 hari.", "--retention-en", "90 days.",
        "--field", "income_band", "required", "a", "b", "c", "d", "--field", "children_count", "optional", "e", "f", "g", "h",
        "--lasts-days", "90", "--fresh",
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    assert present(town)[1] == [], "nobody is asked before it was read"
    approve_all(town)
    built = present(town)[1][0]
    assert [(one.key, one.required, one.withheld_en) for one in built.fields] == [
        ("income_band", True, "d"), ("children_count", False, "h"),
    ]  # fmt: skip
    assert (built.basis, built.lasts_days, built.fresh) == ("consent", 90, True)
    first = built.fields[0]
    assert (first.answer, first.raw_reason_id, first.raw_reason_en) == ("income_below:2000000", "i", "j")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not a readable JSON file"),
        ("[]", "must be an object"),
        (json.dumps(PURPOSE | {"basis": "public_task"}), "basis_reference: is missing"),
        (json.dumps(PURPOSE | {"key": "sign-in"}), "built-in purpose"),
        (
            json.dumps(PURPOSE | {"fields": [PURPOSE["fields"][0] | {"key": "shoe_size"}]}),
            "fields.0.key: must be a field",
        ),
        (
            json.dumps(PURPOSE | {"fields": [PURPOSE["fields"][0] | {"key": "nik"}]}),
            "fields.0.raw_reason: is missing: say why you need the value of `nik` itself",
        ),
    ],
)
def test_a_purpose_is_refused_in_sentences(run, library, tmp_path, content, told) -> None:
    path = tmp_path / "purpose.json"
    path.write_text(content)
    ran = run(purposes, "add", "library", "--file", str(path))
    assert ran.exit_code == 1 and told in ran.output and "Traceback" not in ran.output


def test_a_purpose_of_an_unknown_service_is_refused(run, tmp_path) -> None:
    path = tmp_path / "purpose.json"
    path.write_text(json.dumps(PURPOSE))
    assert run(purposes, "add", "nobody", "--file", str(path)).exit_code == 1
    assert run(purposes, "list", "nobody").exit_code == 1


@pytest.mark.parametrize("group", [services, purposes])
def test_every_command_explains_itself(run, group) -> None:
    for name in group.commands:
        shown = run(group, name, "--help")
        assert shown.exit_code == 0 and len(shown.output) > 60
