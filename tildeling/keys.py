"""The keyboard map («Snarveier»): which chords there are, what they do, and for whom they work."""

from dataclasses import dataclass
from typing import Final

from audit.words import mark


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the map. `works` names what the frame must have for the keys to do anything."""

    keys: tuple[str, ...]  # as `aria-keyshortcuts` says them
    does: str
    works: str = ""  # a word of `Frame.keys_that_work`; empty: for everybody

    @property
    def caps(self) -> list[str]:
        """What stands on the keys, a shared first key once: Alt O K I."""
        first, *rest = (key.split("+") for key in self.keys)
        return [*first, *(key[-1] for key in rest)]


SHORTCUTS: Final = (
    Shortcut(("Alt+N",), mark("Ny søknad"), "new"),
    Shortcut(("Ctrl+K",), mark("Søk, gå til eller gjør")),
    Shortcut(("/",), mark("Gå til søkefeltet"), "search"),
    Shortcut(
        ("Alt+O", "Alt+K", "Alt+I", "Alt+V", "Alt+L", "Alt+H"),
        mark("I en sak: Oversikt, Kartlegging, Innstilling, Vedtak, Forløp, Historikk"),
        "cases",
    ),
    Shortcut(("Alt+M",), mark("Mine oppgaver"), "tasks"),
    Shortcut(("Alt+C",), mark("Kopier fødselsnummer"), "persons"),
    Shortcut(("Alt+J",), mark("Nytt notat"), "write"),
    Shortcut(("Ctrl+Enter",), mark("Send skjemaet")),
    Shortcut(
        ("1", "2", "3", "4", "5", "9"),
        mark("I en skårrad: velg skår og gå til neste rad"),
        "score",
    ),
    Shortcut(("J", "K"), mark("I en liste: neste og forrige rad"), "lists"),
    Shortcut(("?",), mark("Vis snarveiene"), "single"),
    Shortcut(("F1",), mark("Vis snarveiene")),
)
