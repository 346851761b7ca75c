"""Run the examples of README.md, CONTRIBUTING.md and docs/; print where a document and the program differ.

With --write what is printed now goes into the documents; read the change before it is committed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.examples.documents import DOCUMENTS, ROOT
from tests.examples.trial import differences, write


def main() -> int:
    """0 where documents and program agree, or were made to; 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.examples", description=__doc__)
    parser.add_argument("names", nargs="*", help="only documents with this in their path, such as cli.md")
    parser.add_argument("--write", action="store_true", help="write what is printed now into the documents")
    asked = parser.parse_args()
    remaining = 0
    for document in DOCUMENTS:
        name = str(document.relative_to(ROOT))
        if asked.names and not any(part in name for part in asked.names):
            continue
        sys.stderr.write(f"{name}\n")
        with tempfile.TemporaryDirectory() as folder:
            found = differences(document, Path(folder))
        sys.stdout.writelines(f"{name}: {difference}\n\n" for difference in found)
        if asked.write:
            write(document, found)
        remaining += sum(1 for difference in found if not asked.write or difference.step is None)
    return 1 if remaining else 0


if __name__ == "__main__":
    sys.exit(main())
