"""Vehicles: what the citizen may drive, and what they own."""

from vault.fields.field import Field, Part, Widget, choices_of, values_of
from vault.validation.choices import some_of
from vault.validation.dates import expiry
from vault.validation.registrations import licence_number, plate, year
from vault.validation.rows import parts, rows
from vault.validation.words import text

CLASSES = choices_of({kind: (kind, kind) for kind in ("A", "A Umum", "B I", "B II", "C", "C I", "C II", "D", "D I")})
UNTIL_HELP = ("Hari-bulan-tahun, misalnya 05-03-2028.", "Day-month-year, such as 05-03-2028.")

FIELDS = (
    Field(
        key="driving_licence",
        group="vehicle",
        label_id="SIM (nomor, golongan, masa berlaku)",
        label_en="Driving licence",
        help_id="SIM yang terbit sejak Juli 2024 memakai NIK sebagai nomornya.",
        help_en="Cards issued since July 2024 bear your NIK as their number.",
        rule=parts(
            "licence", {"number": licence_number, "classes": some_of(values_of(CLASSES)), "expiry": expiry}
        ),
        widget=Widget.PARTS,
        parts=(
            Part(name="number", label_id="Nomor SIM", label_en="Licence number", widget=Widget.NUMBER),
            Part(name="classes", label_id="Golongan SIM", label_en="Classes", widget=Widget.BOXES, choices=CLASSES),
            Part(
                name="expiry",
                label_id="Berlaku sampai",
                label_en="Valid until",
                widget=Widget.DAY,
                help_id=UNTIL_HELP[0],
                help_en=UNTIL_HELP[1],
            ),
        ),
        ground="UU 27/2022, 4(3)f",
        tier=3,
        verifier="Korlantas Polri",
        scope="driving",
        example={"number": "3574015708959001", "classes": ["A", "C"], "expiry": "2028-08-17"},
        is_for_some=True,
    ),
    Field(
        key="vehicles",
        group="vehicle",
        label_id="Kendaraan",
        label_en="Vehicles",
        help_id="Seperti tertulis di STNK. Paling banyak 15 kendaraan.",
        help_en="As on the registration paper (STNK). At most 15 vehicles.",
        rule=rows(
            "vehicle", {"plate": plate, "brand": text(1, 60), "year": year, "stnk_expiry": expiry},
            optional=("brand", "year", "stnk_expiry"),
        ),
        widget=Widget.ROWS,
        row=("kendaraan", "vehicle"),
        none=("Tidak punya kendaraan", "No vehicle"),
        parts=(
            Part(
                name="plate",
                label_id="Nomor polisi",
                label_en="Number plate",
                help_id="Misalnya N 1234 QA.",
                help_en="Such as N 1234 QA.",
            ),
            Part(name="brand", label_id="Merek dan tipe", label_en="Make and model", optional=True),
            Part(name="year", label_id="Tahun pembuatan", label_en="Year of make", widget=Widget.NUMBER, optional=True),
            Part(
                name="stnk_expiry",
                label_id="Pajak berlaku sampai (STNK)",
                label_en="Tax paid until (STNK)",
                widget=Widget.DAY,
                help_id=UNTIL_HELP[0],
                help_en=UNTIL_HELP[1],
                optional=True,
            ),
        ),
        pdp_class="S",
        ground="UU 27/2022, 4(2)f",
        tier=3,
        verifier="Samsat / Bapenda Jatim",
        scope="vehicle",
        example=[{"plate": "N 1234 QA", "brand": "Honda Beat", "year": "2021", "stnk_expiry": "2027-03-05"}],
        is_for_some=True,
    ),
)  # fmt: skip
