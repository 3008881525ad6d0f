"""The answer above a list of the trail, in one sentence: how many, by how many, when and why."""

from django.utils.translation import gettext, ngettext

from desk.queries.history import History
from desk.queries.looks import Looks
from desk.words import WHYS


def looks_answer(found: Looks, *, period: str) -> str:
    """«7 besøk av 3 ansatte i uke 42: 5 fordi de hadde saken eller oppgaven, 2 …».

    `period`: words that follow a number, or empty for all.
    """
    said = counted(found.total, found.by, period)
    whys = ", ".join(f"{n} {gettext(WHYS[why].because)}" for why, n in found.whys)
    return f"{said}: {whys}." if whys else f"{said}."


def counted(visits: int, by: int, period: str = "") -> str:
    """«7 besøk av 3 ansatte i uke 42», «1 besøk av 1 ansatt»."""
    return _by(ngettext("%(n)s besøk", "%(n)s besøk", visits) % {"n": visits}, by, period)


def history_answer(found: History, *, period: str) -> str:
    """«12 hendelser av 4 ansatte i uke 42.»"""
    n = {"n": found.shown}
    events = ngettext("%(n)s hendelse", "%(n)s hendelser", found.shown) % n
    return f"{_by(events, found.by, period)}."


def _by(what: str, by: int, period: str) -> str:
    staff = ngettext("%(n)s ansatt", "%(n)s ansatte", by) % {"n": by}
    said = gettext("%(what)s av %(staff)s") % {"what": what, "staff": staff}
    return f"{said} {period}" if period else said
