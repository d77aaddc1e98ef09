"""Documents: the portrait, and the papers that services ask to see; each is a file, and what is told of it is its value."""

from typing import Any

from vault.documents.kinds import PAPER, PHOTO
from vault.fields.field import DUKCAPIL, Field, PdpClass, Widget
from vault.validation.outcome import Checked, Facts, Raw

SPECIFIC, GENERAL = "UU 27/2022, 4(2)", "UU 27/2022, 4(3)f"
DIGEST = "0" * 64
SCAN = {"kind": "image/jpeg", "size": 340_000, "sha256": DIGEST, "width": 1700, "height": 1070}
PAGES = {"kind": "application/pdf", "size": 340_000, "sha256": DIGEST, "pages": 1}
ON_THE_CARD = (
    "nik", "full_name", "birth_place", "birth_date", "gender", "nationality", "religion", "marital_status", "ktp_street",
    "ktp_rt_rw", "ktp_village_code",
)  # fmt: skip
ON_THE_FAMILY_CARD = ("family_card_number", "family_role", "mother_name", "father_name", "dependants")


def _never_typed(_raw: Raw, _facts: Facts) -> Checked:
    """Check what was typed where a file belongs: nothing is."""
    return Checked(None)


def _document(
    key: str, label_id: str, label_en: str, *, pdp_class: PdpClass, tier: int, verifier: str, example: Any = SCAN, **more: Any
) -> Field:  # fmt: skip
    of = {"group": "documents", "scope": f"documents:{key}", "takes": PAPER} | more
    return Field(
        key=key, label_id=label_id, label_en=label_en, rule=_never_typed, widget=Widget.DOCUMENT, pdp_class=pdp_class,
        ground=SPECIFIC if pdp_class == "S" else GENERAL, tier=tier, verifier=verifier, example=example, is_for_some=True, **of,
    )  # fmt: skip


FIELDS = (
    _document(
        "face_photo", "Pas foto wajah", "Portrait photo", pdp_class="S", tier=4, verifier="petugas", group="identity",
        scope="photo", takes=PHOTO,
        help_id="Foto wajah dari depan, 3:4. Tidak pernah dipakai untuk mengenali wajah secara otomatis.",
        help_en="Your face from the front, 3:4. Never used for recognising faces automatically.",
    ),
    _document(
        "ktp_scan", "Foto KTP-el", "ID card scan", pdp_class="S", tier=4, verifier=DUKCAPIL, supports=ON_THE_CARD,
        help_id="Kebanyakan layanan tidak memerlukannya: data di atasnya cukup.",
        help_en="Most services do not need it: the data on it is enough.",
    ),
    _document(
        "kk_scan", "Foto atau PDF Kartu Keluarga", "Family card scan", pdp_class="S", tier=4, verifier=DUKCAPIL,
        supports=ON_THE_FAMILY_CARD, example=PAGES,
        help_id="Memuat data anggota keluarga lain. Berikan hanya jika benar-benar perlu.",
        help_en="It shows data of other members of your family. Give it only where truly needed.",
    ),
    _document(
        "pas_photo", "Pas foto 3x4 atau 4x6", "Portrait for forms", pdp_class="S", tier=4, verifier="petugas", takes=PHOTO,
    ),
    _document(
        "diploma_scan", "Ijazah", "Diploma scan", pdp_class="U", tier=2, verifier="sekolah / PDDikti",
        supports=("highest_education", "school_name", "diploma_number"),
    ),
    _document(
        "birth_certificate_scan", "Akta kelahiran", "Birth certificate scan", pdp_class="S", tier=4, verifier=DUKCAPIL,
        supports=("birth_certificate_number",),
    ),
    _document(
        "marriage_certificate_scan", "Buku nikah atau akta perkawinan", "Marriage certificate scan", pdp_class="U", tier=2,
        verifier="KUA / Dukcapil", supports=("marriage_certificate_number",),
    ),
    _document(
        "health_letter", "Surat keterangan sehat", "Medical fitness letter", pdp_class="S", tier=4, verifier="faskes",
        keeps_days=90, example=PAGES | {"expires": "2027-01-31", "removed_on": "2027-02-22"},
        help_id="Kami menghapusnya sendiri setelah 90 hari.", help_en="We remove it by ourselves after 90 days.",
    ),
    _document(
        "skck", "SKCK", "Police clearance (SKCK)", pdp_class="S", tier=4, verifier="Polres",
        example=PAGES | {"expires": "2027-01-31"},
    ),
)  # fmt: skip
