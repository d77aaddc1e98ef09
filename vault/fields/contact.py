"""Contact: how the citizen can be reached."""

from vault.fields.field import Field, Part, Widget, choices_of, values_of
from vault.validation.choices import one_of
from vault.validation.contact import email, phone_doubts, phone_number
from vault.validation.rows import parts
from vault.validation.words import full_name, text

HOLDERS = choices_of(
    {
        "sendiri": ("Saya sendiri", "Mine"),
        "keluarga": ("Milik keluarga", "A family member's"),
        "pendamping": ("Milik pendamping", "A companion's"),
    }
)
LANGUAGES = choices_of(
    {
        "id": ("Bahasa Indonesia", "Indonesian"),
        "en": ("Bahasa Inggris", "English"),
        "jv": ("Bahasa Jawa", "Javanese"),
        "mad": ("Bahasa Madura", "Madurese"),
    }
)

FIELDS = (
    Field(
        key="phone_number",
        group="contact",
        label_id="Nomor HP",
        label_en="Mobile number",
        help_id="Misalnya 0812 3456 7890. Boleh nomor yang dipakai bersama keluarga.",
        help_en="Such as 0812 3456 7890. A number that your family shares is fine.",
        rule=phone_number,
        doubts=phone_doubts,
        widget=Widget.NUMBER,
        ground="UU 27/2022, 4(3)f",
        tier=2,
        verifier="operator",
        claim="phone_number",
        verified_claim="phone_number_verified",
        scope="phone",
        autocomplete="tel",
        example="+6281200000001",
    ),
    Field(
        key="phone_holder",
        group="contact",
        label_id="Pemilik nomor HP",
        label_en="Whose phone is it",
        help_id="Supaya kami tahu siapa yang mungkin membaca pesan kami. Tidak pernah diberikan ke layanan.",
        help_en="So that we know who may read our messages. Never given to a service.",
        rule=one_of(values_of(HOLDERS)),
        widget=Widget.CHOICE,
        choices=HOLDERS,
        ground="UU 27/2022, 4(3)f",
        tier=1,
        scope="",
        example="keluarga",
    ),
    Field(
        key="email",
        group="contact",
        label_id="Alamat email",
        label_en="E-mail address",
        help_id="Boleh kosong jika Anda tidak memakai email.",
        help_en="Leave it empty if you do not use e-mail.",
        rule=email,
        ground="UU 27/2022, 4(3)f",
        tier=2,
        verifier="mail host",
        claim="email",
        verified_claim="email_verified",
        scope="email",
        autocomplete="email",
        example="siti@contoh.id",
    ),
    Field(
        key="preferred_language",
        group="contact",
        label_id="Bahasa",
        label_en="Language",
        help_id="Bahasa yang Anda pilih saat dilayani. Jika kosong, berlaku bahasa saat akun Anda dibuat.",
        help_en="The language in which you like to be served. If left empty, it is the one in which your account was opened.",
        rule=one_of(values_of(LANGUAGES)),
        widget=Widget.CHOICE,
        choices=LANGUAGES,
        ground="UU 27/2022, 4(3)f",
        tier=1,
        claim="locale",
        scope="profile",
        autocomplete="language",
        example="id",
    ),
    Field(
        key="emergency_contact",
        group="contact",
        label_id="Kontak darurat",
        label_en="Emergency contact",
        help_id="Orang yang dihubungi jika terjadi sesuatu. Tanyakan dulu kepadanya.",
        help_en="Whom to call if something happens. Ask them first.",
        rule=parts("emergency", {"name": full_name, "phone": phone_number, "relation": text(2, 40)}),
        widget=Widget.PARTS,
        parts=(
            Part(name="name", label_id="Nama", label_en="Name"),
            Part(name="phone", label_id="Nomor HP", label_en="Mobile number", widget=Widget.NUMBER),
            Part(
                name="relation",
                label_id="Hubungan dengan Anda",
                label_en="Relation to you",
                help_id="Misalnya suami, kakak, atau tetangga.",
                help_en="Such as husband, sister, or neighbour.",
            ),
        ),
        ground="UU 27/2022, 4(3)f",
        tier=2,
        scope="contact_emergency",
        example={"name": "AHMAD", "phone": "+6281200000002", "relation": "Suami"},
        is_about_others=True,
        is_for_some=True,
    ),
)
