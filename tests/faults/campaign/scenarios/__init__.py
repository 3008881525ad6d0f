"""One module for each thing that goes wrong: NAME, PROMISE, and `run`, which gives its row."""

from dataclasses import replace
from importlib import import_module
from time import monotonic

from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row
from tests.faults.campaign.size import Size


def run(name: str, place: Place, size: Size) -> Row:
    """The row of one scenario; one that ends in an error has broken its promise."""
    scenario = import_module(f"{__name__}.{name}")
    begun = monotonic()
    try:
        row: Row = scenario.run(place, size)
    except Exception as error:  # told as what it is: nothing was shown
        row = Row(name, scenario.PROMISE, broken=(f"{type(error).__name__}: {error}"[:1500],))
    return replace(row, seconds=monotonic() - begun)
