"""Where the stores lie, and how the intake of a theatre is opened."""

from __future__ import annotations

import os
from pathlib import Path

from geo.evidence import Store
from geo.intake.intake import Intake
from geo.theatre import load_theatre

_HOME = Path(".salient")


def home() -> Path:
    """The folder of stores and tokens: SALIENT_HOME, or .salient in the working directory."""
    return Path(os.environ.get("SALIENT_HOME") or _HOME).expanduser()


def open_intake(theatre_id: str) -> Intake:
    """The intake of a theatre. Its store is the file `<theatre>.sqlite` at home, or what SALIENT_STORE names ({theatre} there stands for the id).

    Raises:
        NotFoundError: there is no such theatre.
        InputError: the place of the store is not understood, or holds something else; it is left as it is.
        UnavailableError: the store cannot be opened.
    """
    theatre = load_theatre(theatre_id)
    location = os.environ.get("SALIENT_STORE", "").replace("{theatre}", theatre.id) or str(home() / f"{theatre.id}.sqlite")
    return Intake(theatre, Store.open(location, theatre.id))
