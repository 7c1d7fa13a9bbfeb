"""Which column of a roster is which: guessed by what the header calls it and what stands below,
or told by the organizer."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .addresses import clean_email, quoted
from .sheets import HEADINGS_WITHIN, Row, Sheet

# Headings as `fold` leaves them, the more telling ones first. English, German,
# French, Spanish, and a few of their neighbours.
CALLED = {
    "name": (
        "fullname name names membername member memberfullname displayname contactname contact "
        "person firstandlastname nameofmember vollername vollstandigername mitglied "
        "mitgliedsname vorundnachname kontakt nomcomplet nometprenom prenometnom membre nom "
        "nombrecompleto nombreyapellidos nombreyapellido miembro nombre naam nome"
    ),
    "first_name": (
        "firstname first givenname forename vorname rufname prenom nombredepila primernombre "
        "voornaam"
    ),
    "last_name": (
        "lastname last surname familyname secondname nachname familienname zuname nomdefamille "
        "apellidos apellido achternaam cognome"
    ),
    "email": (
        "email emailaddress emails mail mailaddress primaryemail workemail businessemail "
        "emailwork emailbusiness email1 email1value emailaddress1 emailprimary contactemail "
        "memberemail emailadresse mailadresse epost eposta elektronischepost adresseemail "
        "adressemail courriel adressecourriel adresseelectronique mel correo correoelectronico "
        "correoe direcciondecorreo direcciondecorreoelectronico direcciondeemail"
    ),
    "company": (
        "company companyname business businessname firm firmname organization organisation "
        "organizationname organisationname organization1name employer firma firmenname "
        "unternehmen betrieb arbeitgeber entreprise societe nomdelentreprise raisonsociale "
        "employeur empresa compania bedrijf azienda"
    ),
    "profession": (
        "profession occupation professionalclassification classification category "
        "businesscategory businesstype industry trade specialty speciality jobtitle position "
        "title job role organization1title beruf tatigkeit fachgebiet branche berufsbezeichnung "
        "metier activite fonction poste specialite profesion oficio ocupacion cargo "
        "especialidad beroep professione"
    ),
}
HEADINGS = {role: words.split() for role, words in CALLED.items()}
# Headings that mean the whole name alone, and the missing half beside the other half.
HALF_OR_WHOLE = {"name", "nom", "nombre", "naam", "nome"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The position of each column, or None. A name is whole or in two halves."""

    email: int | None = None
    name: int | None = None
    first_name: int | None = None
    last_name: int | None = None
    company: int | None = None
    profession: int | None = None

    @property
    def missing(self) -> list[str]:
        """What a roster cannot do without and has no column yet."""
        nameless = self.name is None and self.first_name is None and self.last_name is None
        return ["name"] * nameless + ["e-mail address"] * (self.email is None)

    def as_dict(self) -> dict[str, int | None]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Columns:
        """The columns as an import keeps them."""
        return cls(**{name: kept[name] for name in FIELDS if name in kept})


@dataclass(frozen=True, slots=True)
class Guess:
    """`doubts` say, in words to show, why the columns should be looked at first."""

    columns: Columns
    doubts: list[str]


FIELDS = ("email", "name", "first_name", "last_name", "company", "profession")
LOOKED_AT = 50  # rows


def find_columns(header: tuple[str, ...], rows: Sequence[Row] = ()) -> Guess:
    """The columns by their headings; addresses also by the look of what stands below."""
    folded = [fold(heading) for heading in header]
    found = settle_halves(named_columns(folded), folded)
    like_addresses = looks_like_addresses(rows, len(header))
    doubts = []
    by_heading = found["email"]
    if like_addresses is not None and (by_heading is None or not holds_at(rows, by_heading)):
        found["email"] = like_addresses
        if by_heading is not None or not header[like_addresses]:
            doubts.append(f"{called(header, like_addresses)} seems to hold the addresses.")
    taken = found["email"]
    columns = Columns(**{name: at for name, at in found.items() if name == "email" or at != taken})
    if columns.missing:
        doubts.insert(0, f"No heading names the {' or the '.join(columns.missing)}.")
    if rows and by_heading is not None and not holds_at(rows, taken):
        doubts.append(f"{called(header, taken or 0)} holds no e-mail addresses.")
    return Guess(columns, doubts + twins(header, folded, columns))


def named_columns(folded: list[str]) -> dict[str, int | None]:
    found = {role: first_of(folded, headings) for role, headings in HEADINGS.items()}
    if found["email"] is None:
        found["email"] = only_one_like(folded, ("email", "courriel", "correo"))
    return found


def header_among(rows: Sequence[Row]) -> int | None:
    """Where the headings stand: the first row that names a column for names and one for addresses,
    or else the first row; none where the first row holds an address, so is a member already."""
    for at, row in enumerate(rows[:HEADINGS_WITHIN]):
        folded = [fold(cell) for cell in row.cells]
        if not Columns(**named_columns(folded)).missing and not any(map(is_email, row.cells)):
            return at
    return None if any(is_email(cell) for cell in rows[0].cells) else 0


def fold(heading: str) -> str:
    """The heading without case, accents, spaces and punctuation."""
    plain = unicodedata.normalize("NFKD", heading[:200].casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def first_of(folded: list[str], headings: list[str]) -> int | None:
    return next((folded.index(heading) for heading in headings if heading in folded), None)


def only_one_like(folded: list[str], words: tuple[str, ...]) -> int | None:
    like = [at for at, heading in enumerate(folded) if any(word in heading for word in words)]
    return like[0] if len(like) == 1 else None


def settle_halves(found: dict[str, int | None], folded: list[str]) -> dict[str, int | None]:
    """Beside “Vorname” a column “Name” holds the family name; beside “Apellidos” the first."""
    name = found["name"]
    if name is None or folded[name] not in HALF_OR_WHOLE:
        return found
    if found["first_name"] is not None and found["last_name"] is None:
        return found | {"last_name": name, "name": None}
    if found["last_name"] is not None and found["first_name"] is None:
        return found | {"first_name": name, "name": None}
    return found


def looks_like_addresses(rows: Sequence[Row], width: int) -> int | None:
    """The column in which most texts are addresses, if there is one."""
    counts = {at: sum(map(is_email, texts_of(rows, at))) for at in range(width)}
    best = max(counts, key=lambda at: counts[at], default=None)
    if best is None or 2 * counts[best] <= len(texts_of(rows, best)):
        return None
    return best


def holds_at(rows: Sequence[Row], column: int | None) -> bool:
    """Whether anything in this column might be meant for an address."""
    return column is not None and any("@" in text for text in texts_of(rows, column))


def texts_of(rows: Sequence[Row], column: int) -> list[str]:
    cells = (row.cells[column] for row in rows[:LOOKED_AT] if column < len(row.cells))
    return [cell for cell in cells if cell.strip()]


def is_email(text: str) -> bool:
    if "@" not in text:
        return False
    try:
        clean_email(text)
    except ValueError:
        return False
    return True


def twins(header: tuple[str, ...], folded: list[str], columns: Columns) -> list[str]:
    used = [at for at in columns.as_dict().values() if at is not None and folded[at]]
    return [
        f"Two columns are called {quoted(header[at])}."
        for at in used
        if folded.count(folded[at]) > 1
    ]


def called(header: tuple[str, ...], at: int) -> str:
    """What to call a column: its heading, with its letter where that does not tell it apart."""
    text = header[at].strip()
    if not text:
        return f"Column {letters(at)}"
    return quoted(text) if header.count(text) == 1 else f"{quoted(text)} in column {letters(at)}"


IN_WORDS = {
    "name": "name",
    "first_name": "first name",
    "last_name": "last name",
    "email": "e-mail",
    "company": "company",
    "profession": "profession",
}


def in_words(columns: Columns, header: tuple[str, ...]) -> list[str]:
    """Which column each thing is read from, to show."""
    chosen = columns.as_dict()
    return [
        f"{words} from {called(header, at)}"
        for name, words in IN_WORDS.items()
        if (at := chosen[name]) is not None and at < len(header)
    ]


def letters(at: int) -> str:
    """The position as a spreadsheet names it: A, B, … Z, AA."""
    text = ""
    at += 1
    while at:
        at, left = divmod(at - 1, 26)
        text = chr(ord("A") + left) + text
    return text


def rows_to_keep(sheet: Sheet) -> list[list[Any]]:
    """The rows as an import keeps them."""
    return [[row.number, list(row.cells)] for row in sheet.rows]


def sheet_kept(header: list[str], cells: list[list[Any]]) -> Sheet:
    """The sheet again, from what `rows_to_keep` has made of it."""
    return Sheet(tuple(header), [Row(number, tuple(texts)) for number, texts in cells])
