"""`sekali demo` itself: started on its fixed addresses, walked through by HTTP, ended by Ctrl-C with nobody left."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pyotp

from demo.people import AUDITOR, BEJO, PASSWORD, SITI
from demo.relying_party.configuration import LOW_INCOME
from demo.witness import ADDRESS, NAME
from ledger.verify.cosignatures import cosigners, read_witness_key
from ledger.verify.notes import read_note
from tests.demo.running import AID, HOUSE, LIBRARY, PROVIDER, QUEUE, SEKALI, Visitor, are_gone, run
from tests.forms import Page


def test_the_whole_story(start, environment: dict[str, str], visitor: Visitor, tmp_path: Path) -> None:
    demo = start()
    table = demo.wait_until_ready()
    for word in (
        PROVIDER,
        QUEUE,
        LIBRARY,
        AID,
        SITI.identifier,
        BEJO.identifier,
        PASSWORD,
        AUDITOR.identifier,
        AUDITOR.password,
        AUDITOR.totp,
    ):
        assert word in table
    assert max(map(len, table.splitlines())) <= 100

    an_answer_of_somebody_else_is_not_believed()
    library_gives_a_card_from_two_answers(visitor)
    queue_asks_nothing(visitor)
    aid_gets_what_was_allowed_until_it_is_withdrawn(visitor)
    signing_out_ends_the_visit_and_the_sign_in(visitor)
    declining_is_an_answer()
    the_auditor_sees_the_release()
    the_witness_has_seen_it()

    busy = run(environment)
    assert (busy.returncode, busy.stderr.count("\n")) == (1, 1)
    assert "Port 8000 is used by another program." in busy.stderr

    processes = demo.children()
    assert len(processes) >= 6
    assert "Sekali has ended." in demo.end(signal.SIGINT)
    assert demo.process.returncode == 0
    assert are_gone(processes), "a child is left"

    the_data_stays_for_the_next_start(start)
    the_ledger_is_whole(environment, tmp_path)
    a_reset_removes_the_demo_and_nothing_else(environment, tmp_path)


def an_answer_of_somebody_else_is_not_believed() -> None:
    visitor = Visitor()
    sent_to = visitor.session.get(f"{LIBRARY}/sign-in", allow_redirects=False, timeout=60).headers["Location"]
    asked = parse_qs(urlsplit(sent_to).query)
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert asked["nonce"]
    answer = f"{LIBRARY}/callback?state={asked['state'][0]}"
    for told in (
        "&code=forged",
        "&code=forged&iss=https://evil.example",
        "&error=access_denied&iss=https://evil.example",
    ):
        assert visitor.open(answer + told).url == f"{LIBRARY}/refused?reason=not_ours", told
    assert visitor.open(f"{answer}&code=forged&iss={PROVIDER}").url == f"{LIBRARY}/refused?reason=not_valid"
    assert visitor.open(f"{answer}&code=forged&iss={PROVIDER}").url == f"{LIBRARY}/refused?reason=not_ours", (
        "a state serves once"
    )
    visitor.close()


def library_gives_a_card_from_two_answers(visitor: Visitor) -> None:
    page = visitor.sign_in(LIBRARY)
    assert page.url.startswith(PROVIDER)
    assert "3574015708959001" not in page.html.replace(" ", ""), "the library never gets the NIK"
    form = page.form("decision")
    assert [c.value for c in form.controls if c.name == "fields" and c.checked] == ["age_over_17", "resident_of:35.74"]
    page = visitor.submit("decision", {"fields": ["age_over_17"]}, ("decision", "allow"))
    assert page.url.startswith(PROVIDER), "without a required answer the page is shown again"
    page = visitor.submit("decision", {"fields": ["age_over_17", "resident_of:35.74"]}, ("decision", "allow"))
    assert page.url == f"{LIBRARY}/"
    assert "Kartu anggota dewasa" in page.text
    assert "SITI" not in page.html


def queue_asks_nothing(visitor: Visitor) -> None:
    library_knows = subject_on(visitor.open(f"{LIBRARY}/"))
    page = visitor.open(f"{QUEUE}/sign-in")
    assert page.url.startswith(PROVIDER)
    assert not page.form("decision").has("fields")
    visitor.submit("decision", {}, ("decision", "allow"))
    page = visitor.submit("desk", {"desk": "B"})
    assert page.url == f"{QUEUE}/"
    assert "B-001" in page.text
    assert subject_on(page) != library_knows, "two services cannot tell that it is the same person"


def aid_gets_what_was_allowed_until_it_is_withdrawn(visitor: Visitor) -> None:
    page = visitor.open(f"{AID}/sign-in")
    form = page.form("decision")
    ticked = {c.value: c.checked for c in form.controls if c.name == "fields"}
    assert ticked == {"family_card_number": True, "bank_account": True, "children_count": False}
    assert [(c.value, c.checked) for c in form.controls if c.name == "pick-income_band"] == [
        (LOW_INCOME, True),
        ("income_band", False),
    ], "the answer is offered first"
    page = visitor.submit("decision", {}, ("decision", "allow"))
    assert page.url == f"{AID}/"
    assert "Usulan Anda tercatat" in page.text
    assert "3574 0101 0120 9001" in page.text
    assert "Penghasilan paling banyak Rp3.500.000" in page.text and "Anda memberikan jawabannya saja" in page.text
    assert "Jumlah anak tidak Anda berikan" in page.text
    page = visitor.press("/pull")
    assert "Sudah diambil 2×" in page.text
    withdraw(visitor, "Usulan bantuan sosial")
    visitor.open(f"{AID}/")
    page = visitor.press("/pull")
    assert "Anda sudah menarik persetujuan" in page.text
    assert "3574 0101 0120 9001" not in page.text
    assert "/pull" not in [form.action for form in page.forms]


def withdraw(visitor: Visitor, service: str) -> None:
    """Take a consent back: its button, and the page that asks once more."""
    visitor.open(f"{PROVIDER}/consents")
    assert service in visitor.here.text
    before = visitor.here
    visitor.open(next(urljoin(before.url, href) for href, _ in before.links if "withdraw" in href))
    form = next(
        form for form in visitor.here.forms if "withdraw" in form.action or form.action in {"", visitor.here.url}
    )
    visitor.open(visitor.here.target(form), form.data())
    assert visitor.here.status == 200


def signing_out_ends_the_visit_and_the_sign_in(visitor: Visitor) -> None:
    visitor.open(f"{LIBRARY}/")
    page = visitor.press("/sign-out")
    assert page.url.split("?")[0] == f"{LIBRARY}/signed-out"
    assert "Masuk dengan Sekali" in visitor.open(f"{LIBRARY}/").text
    page = visitor.open(f"{LIBRARY}/sign-in")
    assert page.form("password"), "the sign-in at Sekali is over too"


def declining_is_an_answer() -> None:
    visitor = Visitor()
    visitor.sign_in(LIBRARY, BEJO)
    page = visitor.submit("decision", {}, ("decision", "deny"))
    assert page.url == f"{LIBRARY}/refused?reason=citizen_refused"
    assert "Itu hak Anda" in page.text
    visitor.close()


def the_auditor_sees_the_release() -> None:
    visitor = Visitor()
    visitor.open(f"{PROVIDER}/desk/sign-in")
    visitor.submit("password", {"identifier": AUDITOR.identifier, "password": AUDITOR.password})
    visitor.submit("code", {"code": pyotp.TOTP(AUDITOR.totp).now()})
    page = visitor.open(f"{PROVIDER}/desk/auditor?look=1&service=perpustakaan-kota&type=release")
    assert page.status == 200
    assert "kartu-perpustakaan@1" in page.text
    assert "usulan-bansos" not in page.text
    assert "SITI" not in page.html
    visitor.close()


def the_witness_has_seen_it() -> None:
    """A program of its own cosigned what was published; the ledger's page says so."""
    visitor, deadline = Visitor(), time.monotonic() + 20
    while (anchored := visitor.session.get(f"{PROVIDER}/ledger/anchored", timeout=60)).status_code != 200:
        assert time.monotonic() < deadline, anchored.text
        time.sleep(0.2)
    key = read_witness_key(visitor.session.get(ADDRESS, timeout=60).text)
    assert set(cosigners(read_note(anchored.content), [key])) == {NAME}
    page = visitor.open(f"{PROVIDER}/ledger")
    assert "1 dari 1 saksi" in page.text and key.text in page.html
    visitor.close()


def the_data_stays_for_the_next_start(start) -> None:
    demo, began = start(), time.monotonic()
    demo.wait_until_ready()
    print(f"second start: {time.monotonic() - began:.1f} s")
    visitor = Visitor()
    page = visitor.sign_in(LIBRARY)
    assert page.url == f"{LIBRARY}/", f"a returning citizen is not asked again: {page.status} {page.text}"
    assert "Kartu anggota dewasa" in page.text
    visitor.close()
    processes = demo.children()
    demo.end(signal.SIGTERM)
    assert demo.process.returncode == 0
    assert are_gone(processes)


def the_ledger_is_whole(environment: dict[str, str], folder: Path) -> None:
    sekali = (SEKALI, "ledger")
    export = folder / "ledger.sekali"
    # The ledger's name is its issuer, which is the same without the demo's own settings.
    subprocess.run((*sekali, "export", str(export)), cwd=HOUSE, env=environment, check=True, capture_output=True)
    key = subprocess.run(
        (*sekali, "key"), cwd=HOUSE, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()
    verified = subprocess.run(
        (*sekali, "verify", str(export), "--key", key),
        cwd=HOUSE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout


def a_reset_removes_the_demo_and_nothing_else(environment: dict[str, str], folder: Path) -> None:
    other = folder / "data" / "somebody-elses.txt"
    other.touch()
    done = run(environment, "reset")
    assert (done.returncode, done.stdout) == (0, "The demo's data is forgotten.\n"), done.stderr
    assert [path.name for path in (folder / "data").iterdir() if path.is_file()] == [other.name]
    assert not (folder / "keys").exists()
    assert not (folder / "data" / "demo-witness").exists()
    assert run(environment, "reset").stdout == "There was no demo data.\n"


def test_a_database_of_others_is_neither_filled_nor_removed(fixed_addresses, environment, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    deeds = (("keys", "init"), ("db", "upgrade"))
    for deed in deeds:
        subprocess.run((SEKALI, *deed), cwd=HOUSE, env=environment, check=True, capture_output=True)
    before = (tmp_path / "data" / "sekali.sqlite").read_bytes()
    for arguments in ((), ("--reset",), ("reset",)):
        refused = run(environment, *arguments)
        assert refused.returncode == 1
        assert "did not make" in refused.stderr
    assert (tmp_path / "data" / "sekali.sqlite").read_bytes() == before
    assert (tmp_path / "keys" / "ring.json").exists()


def test_a_child_that_dies_ends_the_demo_and_is_named(start) -> None:
    demo = start()
    demo.wait_until_ready()
    processes = demo.children()
    worker = next(one for one in processes if b"worker" in Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0"))
    os.kill(worker, signal.SIGKILL)
    rest, _ = demo.process.communicate(timeout=40)
    assert demo.process.returncode == 1
    assert "The worker has ended (exit code -9), so the demo ends." in rest
    assert are_gone(processes)


def subject_on(page: Page) -> str:
    found = re.search(r"<code>([\w-]{20,})</code>", page.html)
    assert found, page.text
    return found[1]
