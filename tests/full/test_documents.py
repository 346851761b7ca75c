"""Every example of README.md, CONTRIBUTING.md and docs/ succeeds and prints what is shown, figures included."""

import shutil

import pytest

from tests.examples.documents import DOCUMENTS, ROOT, RUN, blocks
from tests.examples.trial import differences
from tests.full.machine import lacking

pytestmark = pytest.mark.full


WITH_EXAMPLES = [document for document in DOCUMENTS if any(block.language in RUN for block in blocks(document))]


def name(document):
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", WITH_EXAMPLES, ids=name)
def test_a_document_shows_what_the_program_prints(document, tmp_path):
    for program in ("bash", "curl", "jq"):
        if shutil.which(program) is None:
            lacking(program, f"apt-get install {program}")
    found = [str(difference) for difference in differences(document, tmp_path)]
    assert found == [], "`make examples WRITE=1` writes what is printed now; read the change"
