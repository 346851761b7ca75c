"""What can be wrong with the reports of a pack."""

from __future__ import annotations

from pathlib import Path

from geo.errors import InputError
from geo.readers import Refusal, read_documents, to_report
from geo.theatre import pack_reports, theatre_in


def report_faults(folder: Path) -> list[str]:
    """Reports in the pack of a folder that could not be taken in, each with its place; the pack itself must be sound.

    Raises:
        DataError: it is not.
    """
    theatre, faults = theatre_in(folder), []
    for found in read_documents(pack_reports(theatre)):
        if isinstance(found, Refusal):
            faults.append(f"{found.where}: {found.reason}")
            continue
        try:
            to_report(found, theatre, date=None)
        except InputError as fault:
            faults.append(f"{found.where}: {fault}")
    return faults
