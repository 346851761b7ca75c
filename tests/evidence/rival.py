"""A program that tries to store a text of its own under each of so many ids and tells which it got: python -m tests.evidence.rival STORE COUNT WORD."""

import sys

from geo.errors import ConflictError
from geo.evidence import Store
from tests.evidence.samples import THEATRE, extraction

if __name__ == "__main__":
    where, count, word = sys.argv[1:]
    store = Store.open(where, THEATRE)
    for n in range(int(count)):
        try:
            taken = store.append(extraction(n, ref=f"live-{n}", text=f"{word} took Arvona ({n})."))
        except ConflictError:
            taken = False
        sys.stdout.write(f"live-{n} {taken:d}\n")
