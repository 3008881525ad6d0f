"""Runs a Python program whose clock can be set back and forth while it runs.

    python -m tests.faults.campaign.stepped FILE (-m MODULE | SCRIPT) [ARGUMENT ...]

FILE holds by how many seconds its clock is wrong. The kernel's clock, which is everybody's, is left
alone: Python's is set, in the program and in the processes it forks.
"""

import datetime as dt
import os
import runpy
import sys
import threading
import time
from pathlib import Path

import time_machine


def main() -> None:
    file, *program = sys.argv[1:]
    clock = time_machine.travel(dt.datetime.now(dt.UTC), tick=True).start()
    wrong_by = 0.0

    def follow() -> None:
        nonlocal wrong_by
        while True:
            try:
                told = float(Path(file).read_text() or 0)
            except (OSError, ValueError):
                told = wrong_by
            if told != wrong_by:
                clock.shift(told - wrong_by)
                wrong_by = told
            time.sleep(0.2)

    def begin() -> None:
        threading.Thread(target=follow, name="clock", daemon=True).start()

    os.register_at_fork(after_in_child=begin)
    begin()
    if program[0] == "-m":
        sys.argv = program[1:]
        runpy.run_module(program[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = program
        runpy.run_path(program[0], run_name="__main__")


if __name__ == "__main__":
    main()
