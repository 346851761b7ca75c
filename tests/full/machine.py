"""What these tests need of the machine. A user's may lack it; where SALIENT_REQUIRE=1 or CI=true, as in .ci/run, it may not."""

import os
import shutil
from pathlib import Path

import pytest

REQUIRED = os.environ.get("SALIENT_REQUIRE", "") not in {"", "0"} or os.environ.get("CI", "").lower() in {"1", "true"}


def lacking(what, remedy):
    """Skip with the reason, or fail where nothing may be skipped."""
    words = f"{what} is missing. Install it with: {remedy}."
    if REQUIRED:
        pytest.fail(words, pytrace=False)
    pytest.skip(words)


def program(name, *folders):
    """The path of a program, looked for in PATH and in these folders (patterns, the last one found first); None where there is none."""
    found = sorted((path for pattern in folders for path in Path("/").glob(f"{pattern.lstrip('/')}/{name}")), reverse=True)
    return shutil.which(name) or (str(found[0]) if found else None)
