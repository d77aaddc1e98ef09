"""Civil status: marriage and birth as the civil registry has them."""

from vault.fields.field import DUKCAPIL, Field, Widget, choices_of, values_of
from vault.validation.choices import one_of
from vault.validation.deeds import certificate_doubts
from vault.validation.registrations import code
from vault.validation.words import text

MARITAL = choices_of(
    {
        "BELUM KAWIN": ("Belum kawin", "Never married"),
        "KAWIN": ("Kawin", "Married"),
        "KAWIN TERCATAT": ("Kawin tercatat", "Married, registered"),
        "KAWIN BELUM TERCATAT": ("Kawin belum tercatat", "Married, not registered"),
        "CERAI HIDUP": ("Cerai hidup", "Divorced"),
        "CERAI HIDUP TERCATAT": ("Cerai hidup tercatat", "Divorced, registered"),
        "CERAI HIDUP BELUM TERCATAT": ("Cerai hidup belum tercatat", "Divorced, not registered"),
        "CERAI MATI": ("Cerai mati", "Widowed"),
    }
)

FIELDS = (
    Field(
        key="marital_status",
        group="civil_status",
        label_id="Status perkawinan",
        label_en="Marital status",
        help_id="KTP-el menulis empat pilihan, Kartu Keluarga menulis lebih rinci. Keduanya boleh.",
        help_en="The ID card knows four answers, the family card is more precise. Both are fine.",
        rule=one_of(values_of(MARITAL)),
        widget=Widget.CHOICE,
        choices=MARITAL,
        ground="UU 27/2022, 4(3)e",
        tier=2,
        verifier=DUKCAPIL,
        editable_by=DUKCAPIL,
        scope="civil",
        example="KAWIN TERCATAT",
    ),
    Field(
        key="birth_certificate_number",
        group="civil_status",
        label_id="Nomor akta kelahiran",
        label_en="Birth certificate number",
        help_id="Tulis seperti di akta, misalnya 3574-LU-01012020-9001. Bentuk lama juga boleh.",
        help_en="As on the certificate, such as 3574-LU-01012020-9001. Older forms are fine.",
        rule=text(4, 40),
        doubts=certificate_doubts,
        ground="UU 27/2022, 4(3)f",
        tier=3,
        verifier=DUKCAPIL,
        scope="civil",
        autocomplete="off",
        example="3574-LU-01012020-9001",
    ),
    Field(
        key="marriage_certificate_number",
        group="civil_status",
        label_id="Nomor akta atau buku nikah",
        label_en="Marriage certificate number",
        help_id="Dari buku nikah KUA, atau akta perkawinan Dukcapil. Misalnya 0123/045/VI/2019.",
        help_en="From the marriage book of the KUA, or the deed of Dukcapil. Such as 0123/045/VI/2019.",
        rule=code(4, 40),
        ground="UU 27/2022, 4(3)f",
        tier=3,
        verifier="KUA / Dukcapil",
        scope="civil",
        autocomplete="off",
        example="0123/045/VI/2019",
        is_for_some=True,
    ),
)
