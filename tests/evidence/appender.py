"""A program that appends reports and tells each id once it is acknowledged: python -m tests.evidence.appender STORE FIRST LAST."""

import sys

from geo.evidence import Store
from tests.evidence.samples import THEATRE, extraction

if __name__ == "__main__":
    store = Store.open(sys.argv[1], THEATRE)
    for n in range(int(sys.argv[2]), int(sys.argv[3])):
        made = extraction(n)
        added = store.append(made)
        sys.stdout.write(f"{made.report.id} {added:d}\n")
        sys.stdout.flush()
