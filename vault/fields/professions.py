"""Professions that a register admits to: at present those of health workers."""

from vault.fields.field import Field, Part, Widget
from vault.validation.dates import expiry_or_lifelong
from vault.validation.registrations import code
from vault.validation.rows import parts
from vault.validation.words import text

FIELDS = (
    Field(
        key="health_worker_str",
        group="employment",
        label_id="STR tenaga kesehatan",
        label_en="Health worker registration (STR)",
        help_id="Seperti tertulis di Surat Tanda Registrasi.",
        help_en="As on the certificate of registration.",
        rule=parts("str", {"number": code(8, 30), "profession": text(2, 60), "valid_until": expiry_or_lifelong}),
        widget=Widget.PARTS,
        parts=(
            Part(name="number", label_id="Nomor STR", label_en="Registration number"),
            Part(name="profession", label_id="Profesi", label_en="Profession"),
            Part(
                name="valid_until",
                label_id="Berlaku sampai",
                label_en="Valid until",
                widget=Widget.DAY,
                help_id="Hari-bulan-tahun, atau tulis: seumur hidup.",
                help_en="Day-month-year, or write: lifelong.",
            ),
        ),
        ground="UU 27/2022, 4(3)f",
        tier=2,
        verifier="Kemenkes (SISDMK/KKI)",
        scope="professional",
        example={"number": "3574-STR-0001", "profession": "Bidan", "valid_until": "seumur hidup"},
        is_for_some=True,
    ),
)
