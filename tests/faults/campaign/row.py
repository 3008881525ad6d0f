"""What a scenario found: one line, and whether its promise held."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """The result of one scenario; `broken` says in words where the promise did not hold."""

    scenario: str
    promise: str
    faults: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0  # operations nobody could know the outcome of at first
    resolved: int = 0  # of these: sent again with the same key, and there once
    alarms: int = 0
    recovery: float = 0.0  # seconds, the longest
    seconds: float = 0.0  # the whole scenario took
    more: str = ""
    broken: tuple[str, ...] = field(default=())
    skipped: str = ""

    @property
    def good(self) -> bool:
        """Whether it was tried, and held."""
        return not self.broken and not self.skipped

    @property
    def verdict(self) -> str:
        if self.skipped:
            return "NOT TRIED"
        return "BROKEN" if self.broken else "holds"

    def line(self) -> str:
        """For the terminal."""
        told = (
            f"{self.verdict:<9} {self.scenario:<10} {self.faults} faults,"
            f" {self.acknowledged} acknowledged, {self.lost} lost, {self.doubled} doubled,"
            f" {self.unknown} unknown → {self.resolved} resolved, {self.alarms} alarms,"
            f" recovery {self.recovery:.1f} s ({self.seconds:.0f} s)"
        )
        lines = [told, f"          {self.promise}"]
        lines += [f"          {self.more}"] if self.more else []
        lines += [f"          NOT TRIED: {self.skipped}"] if self.skipped else []
        lines += [f"          BROKEN: {one}" for one in self.broken]
        return "\n".join(lines)


def slowest(times: list[float], share: float = 0.99) -> float:
    """The time that `share` of them keep within, in milliseconds as given; 0 of none."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
