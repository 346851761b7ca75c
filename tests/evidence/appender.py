"""A program that appends reports and tells each id once it is acknowledged: python -m tests.evidence.appender STORE FIRST LAST [EVERY].

With EVERY it closes the store after so many reports, which checkpoints where nobody else has it open, and opens it again.
"""

import sys

from geo.evidence import Store
from tests.evidence.samples import THEATRE, extraction

if __name__ == "__main__":
    where, first, last, *every = sys.argv[1:]
    store = Store.open(where, THEATRE)
    for n in range(int(first), int(last)):
        made = extraction(n)
        added = store.append(made)
        sys.stdout.write(f"{made.report.id} {added:d}\n")
        sys.stdout.flush()
        if every and n % int(every[0]) == 0:
            store.close()
            store = Store.open(where, THEATRE)
