"""What a letter says, as data: made by a builder, set by Typst, shown on the page, kept as JSON."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from json import dumps
from typing import Any, ClassVar, Self

from notifications.letters import Language, LetterKind


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a blank line in it is a new paragraph."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section."""

    kind: ClassVar[str] = "subheading"
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, unchanged."""

    kind: ClassVar[str] = "quote"
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short points."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column headings; every row is as long as `columns`."""

    kind: ClassVar[str] = "table"
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Subheading | Quote | Bullets | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """The municipality and the unit a letter comes from, and how to reach them."""

    municipality: str  # "Drammen kommune"
    unit: str
    address: tuple[str, ...]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom the envelope is for. `address` is empty when it is protected or not known."""

    name: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who answers for the letter, and as what."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class LetterContent:
    """A whole letter, ready to be set. Two equal contents give the same file, byte for byte."""

    kind: LetterKind
    language: Language
    title: str  # the headline: the main message
    reference: str  # "2026-00123"
    on: dt.date
    sender: Sender
    recipient: Addressee
    facts: tuple[tuple[str, str], ...]  # beside the address: date, case, caseworker
    sections: tuple[Section, ...]
    greeting: str
    signers: tuple[Signer, ...]
    note: str  # under the signatures
    running: str  # in the heading from page two
    page: tuple[str, str]  # "Side", "av"
    lead: tuple[str, ...] = ()
    notice: str = ""  # why somebody else than the person gets it
    footer: str = field(default="")

    def as_json(self) -> dict[str, Any]:
        """What the typesetter and the database get; blocks carry their kind."""
        plain = asdict(self)
        return plain | {
            "lang": self.language.value,
            "region": "GB" if self.language is Language.ENGLISH else "NO",
            "day": [self.on.year, self.on.month, self.on.day],
            "on": self.on.isoformat(),
            "closing": {
                "greeting": self.greeting,
                "signers": plain["signers"],
                "note": self.note,
            },
            "sections": [
                {
                    "heading": section.heading,
                    "blocks": [{"kind": b.kind} | asdict(b) for b in section.blocks],
                }
                for section in self.sections
            ],
        }

    def addressed_to(self, recipient: Addressee) -> Self:
        """The same letter in another envelope."""
        return replace(self, recipient=recipient)


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 of a letter's words, without the envelope: the same after a change of address."""
    said = {key: value for key, value in content.items() if key != "recipient"}
    return sha256(dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def as_text(content: LetterContent) -> str:
    """The letter as plain text in reading order: what people approve, and search in."""
    parts = [
        content.sender.municipality,
        content.sender.unit,
        "",
        content.recipient.name,
        *content.recipient.address,
        "",
        *(f"{label}: {value}" for label, value in content.facts),
        "",
        f"# {content.title}",
        "",
    ]
    for text in (content.notice, *content.lead):
        parts += [text, ""] if text else []
    for section in content.sections:
        parts += [f"## {section.heading}", ""]
        for block in section.blocks:
            parts += [*_block_lines(block), ""]
    parts += [content.greeting, ""]
    parts += [f"{signer.name}, {signer.role}" for signer in content.signers]
    parts += ["", content.note, "", f"[{content.footer}] [{content.running}]"]
    return "\n".join(parts) + "\n"


def _block_lines(block: Block) -> list[str]:
    match block:
        case Paragraph(text):
            return [text]
        case Subheading(text):
            return [f"### {text}"]
        case Quote(text):
            return [f"> {line}" for line in text.split("\n")]
        case Bullets(items):
            return [f"- {item}" for item in items]
        case Table(columns, rows):
            return [" | ".join(row) for row in (columns, *rows)]
