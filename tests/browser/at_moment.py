"""Run a Python program with a shifted clock: `python at_moment.py -21513600 django migrate`.

The first argument is the shift in seconds. Programs with the same shift agree on the time,
whenever each of them starts.
"""

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine

if __name__ == "__main__":
    shift, program = timedelta(seconds=float(sys.argv[1])), sys.argv[2]
    sys.argv = sys.argv[2:]
    with time_machine.travel(datetime.now(UTC) + shift, tick=True):
        runpy.run_module(program, run_name="__main__", alter_sys=True)
