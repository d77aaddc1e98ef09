"""Tax and health insurance: the numbers by which other registers know the citizen."""

from vault.fields.field import Field, Widget
from vault.validation.numbers import digits, npwp, npwp_doubts

FIELDS = (
    Field(
        key="npwp",
        group="tax",
        label_id="NPWP",
        label_en="Taxpayer number (NPWP)",
        help_id="16 angka. Untuk penduduk, NPWP sama dengan NIK. Nomor lama 15 angka juga boleh.",
        help_en="16 digits. For residents it is the NIK. The old number of 15 digits is fine, too.",
        rule=npwp,
        doubts=npwp_doubts,
        widget=Widget.NUMBER,
        ground="UU 27/2022, 4(3)f",
        tier=3,
        verifier="DJP",
        scope="tax",
        autocomplete="off",
        example="3574015708959001",
    ),
    Field(
        key="bpjs_health_number",
        group="health_insurance",
        label_id="Nomor BPJS Kesehatan (JKN)",
        label_en="National health insurance number (BPJS)",
        help_id="13 angka di kartu JKN, termasuk angka nol di depan.",
        help_en="13 digits on the JKN card, with the zeros at its beginning.",
        rule=digits("bpjs", 13),
        widget=Widget.NUMBER,
        pdp_class="S",
        ground="UU 27/2022, 4(2)a",
        tier=4,
        verifier="BPJS Kesehatan",
        scope="health",
        autocomplete="off",
        example="0001234567890",
    ),
)
