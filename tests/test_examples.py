"""The examples of the documents: which are not run and why, and that those that are cannot tell an untruth.

tests/full/test_documents.py runs them all.
"""

import re

import pytest

from tests.examples.documents import DOCUMENTS, NOT_RUN, ROOT, RUN, Block, Step, blocks
from tests.examples.printed import ELLIPSIS, agrees, renewed
from tests.examples.reader import BIN, running
from tests.examples.trial import differences, write

NOT_RUN_BECAUSE = {
    ("README.md", "make run"): "it sets up the checkout, which whoever runs a test has done",
    ("docs/api.md", "2025-01-10T18:00:00Z 192.0.2.7 GET"): "time, client and duration are those of one request",
    ("docs/api.md", "location /salient/ {"): "nginx is no requirement; tests/prefix.py has such a proxy",
}
"""Every block that is not run, by its document and how it begins."""

BLOCKS = [(str(document.relative_to(ROOT)), block) for document in DOCUMENTS for block in blocks(document)]
EXAMPLES = [(document, block) for document, block in BLOCKS if block.language in RUN]
STEPS = [step for _, block in EXAMPLES if block.language == "console" for step in block.steps()]


def test_what_is_not_run_is_listed_with_its_reason():
    listed = []
    for document, block in BLOCKS:
        if block.language not in RUN:
            reasons = [key for key in NOT_RUN_BECAUSE if key[0] == document and block.text.startswith(key[1])]
            assert len(reasons) == 1, f"{document}: run this, or say above why not:\n{block.text}"
            listed += reasons
    assert sorted(listed) == sorted(NOT_RUN_BECAUSE)


def test_every_fence_says_what_becomes_of_its_block():
    known = RUN | NOT_RUN
    unknown = [(document, block.text) for document, block in BLOCKS if block.language not in known]
    assert unknown == [], f"write one of these behind the fence: {', '.join(sorted(known))}"


def test_there_are_examples_in_every_document_that_a_newcomer_types_from():
    assert {"README.md", "docs/cli.md", "docs/api.md", "docs/map.md"} <= {document for document, _ in EXAMPLES}


def test_no_command_leaves_out_all_that_it_prints():
    """A gap alone would agree with anything."""
    assert len(STEPS) > 30
    assert [step.command for step in STEPS if {line.strip() for line in step.printed} == {ELLIPSIS}] == []


def test_no_example_stands_outside_a_fence():
    """An indented block is one for Markdown, too."""
    command = re.compile(r"(?: {4}|\t)\s*(?:\$ |salient |curl )")
    for document in DOCUMENTS:
        lines = document.read_text("utf-8").splitlines()
        for block in blocks(document):
            lines[block.line : block.line + len(block.lines)] = [""] * len(block.lines)
        assert [line for line in lines if command.match(line)] == []


@pytest.mark.parametrize(
    ("told", "printed", "same"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a", "c"], False),
        (["a"], ["a", "b"], False),
        (["a", "b"], ["a"], False),
        (["a", "..."], ["a", "b", "c"], True),
        (["a", "..."], ["a"], True),
        (["a", "...", "c"], ["a", "b", "b", "c"], True),
        (["a", "...", "d"], ["a", "b", "c"], False),
        (["...", "b", "...", "d"], ["a", "b", "c", "c", "d"], True),
        (["...", "d", "...", "b"], ["a", "b", "c", "d"], False),
        (["one, two, ..."], ["one, two, three"], True),
        (["one, 2, ..."], ["one, two, three"], False),
        (["12.3 km2"], ["12.4 km2"], False),
        (["1.3 (a+b)*"], ["1x3 (a+b)*"], False),
        (["  indented"], ["indented"], False),
        (["as of 2026-11-22T16:39:58Z: a trial"], ["as of 2031-01-02T03:04:05Z: a trial"], True),
        (["valid 2025-01-10T00:00:00Z"], ["valid 2025-01-11T00:00:00Z"], False),
        ([f"key {'a' * 43}"], [f"key {'Z-_09' + 'b' * 38}"], True),
        (["Wrote map.html (1,567,722 bytes)."], ["Wrote map.html (980 bytes)."], True),
        (["Wrote map.html (1,567,722 bytes)."], ["Wrote map.htm (1,567,722 bytes)."], False),
        ([f"key {'a' * 42}"], [f"key {'b' * 42}"], False),
        (["digest a915701606e2"], ["digest a915701606e3"], False),
        ([], [], True),
        ([], ["a"], False),
        (["a"], [], False),
    ],
)
def test_lines_agree(told, printed, same):
    assert agrees(told, printed) is same


@pytest.mark.parametrize(
    ("told", "printed", "new"),
    [
        (["a 1", "..."], ["a 2", "b", "c"], ["a 2", "..."]),
        (["a, b, ..."], ["x, y, z"], ["x, y, ..."]),
        (["a", "...", "z 1"], ["b", "c", "z 2"], ["b", "...", "z 2"]),
        (["a", "..."], ["a", "b"], ["a", "..."]),
        (["..."], [], ["..."]),
        (
            ["...", "area of b: 12 km2", "...", "3 areas"],
            ["area of a: 7", "area of b: 13 km2", "x", "2 areas"],
            ["...", "area of b: 13 km2", "...", "2 areas"],
        ),
        (
            ["at 2026-11-22T16:39:58Z", "1"],
            ["at 2031-01-02T03:04:05Z", "2"],
            ["at 2026-11-22T16:39:58Z", "2"],
        ),
        (["a", "...", "b", "c"], ["x", "c"], ["x", "...", "c"]),
        (["a", "b"], ["c"], ["c"]),
        ([], ["a"], ["a"]),
    ],
)
def test_what_is_renewed_keeps_its_gaps_and_agrees(told, printed, new):
    assert renewed(told, printed) == new
    assert agrees(new, printed)


def test_a_console_block_has_commands_and_what_they_print():
    block = Block("", "console", ("$ one \\", "  --more", "printed", "", "$ two"), 7)
    assert block.steps() == [Step("one \\\n  --more", ("printed", ""), 9), Step("two", (), 12)]
    with pytest.raises(ValueError, match="begins with"):
        Block("", "console", ("two",), 0).steps()


BLOCKS_OF_ALL_KINDS = """\
# A

```sh
# not a heading
ls
```
## B
1. item
   ```toml
   a = 1
   ```
> ~~~~json with=words
> 1
> ~~~~
"""


def test_blocks_know_their_heading_language_and_place(tmp_path):
    document = tmp_path / "d.md"
    document.write_text(BLOCKS_OF_ALL_KINDS, "utf-8")
    assert blocks(document) == [
        Block("A", "sh", ("# not a heading", "ls"), 3),
        Block("B", "toml", ("a = 1",), 9, "   "),
        Block("B", "json with=words", ("1",), 12, "> "),
    ]
    document.write_text("```sh\nls\n", "utf-8")
    with pytest.raises(ValueError, match="not closed"):
        blocks(document)


def tried(tmp_path, text):
    """A made-up document, and what differs in it."""
    document, folder = tmp_path / "made_up.md", tmp_path / "folder"
    document.write_text(text, "utf-8")
    folder.mkdir()
    return document, differences(document, folder)


TRUE = """\
# Areas
```sh
AREA=12.3
```
```console
$ cat areas.txt
a 12.3 km2
b 7 km2
$ sort -r areas.txt
b 7 km2
a 12.3 km2
$ echo "$AREA" && cat missing/file.txt
12.3
cat: missing/file.txt: No such file or directory
```
```python
area = 12.3
```
```python
assert area == 12.3
```
```toml
area = 12.3
```
"""


def test_a_document_that_tells_the_truth_has_no_differences(tmp_path):
    """What is set above holds below, a file that is shown is there, and an error that is told is no fault."""
    assert tried(tmp_path, TRUE)[1] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("b 7 km2\na 12.3 km2\n", "b 7 km2\na 12.4 km2\n"),
        ("b 7 km2\na 12.3 km2\n", "b 7 km2\n"),
        ("b 7 km2\na 12.3 km2\n", "b 7 km2\na 12.3 km2\nc 1 km2\n"),
        ("$ sort", "$ no-such-program"),
        ("AREA=12.3\n", "AREA=12.3\nfalse\n"),
        ("AREA=12.3\n", "AREA=12.3\nfalse | cat\n"),
        ("AREA=12.3\n", "AREA=12.4\n"),
        ("area = 12.3\n", "area = 12.4\n"),
        ("area = 12.3\n```\n", "raise SystemExit(3)\n```\n"),
        ("toml\narea = 12.3", "toml\narea = "),
    ],
)
def test_whatever_is_not_so_is_found(tmp_path, old, new):
    assert TRUE.count(old) >= 1
    assert len(tried(tmp_path, TRUE.replace(old, new, 1))[1]) >= 1


def test_a_difference_tells_what_was_said_and_what_is_so(tmp_path):
    _, found = tried(tmp_path, "# Areas\n```console\n$ echo 12.3\n12.4\n```\n```sh\nfalse\n```\n")
    assert [str(difference) for difference in found] == [
        "Areas: $ echo 12.3\n- 12.4\n+ 12.3",
        "Areas: this block fails:\nfalse\n+ exit code 1",
    ]


UNTRUE = """\
1. An item
   ```console
   $ seq 3
   7
   ...
   $ echo a; echo; echo b
   ```
words
```console
$ echo 12.3
12.4
more
```
end
"""
MENDED = """\
1. An item
   ```console
   $ seq 3
   1
   ...
   $ echo a; echo; echo b
   a

   b
   ```
words
```console
$ echo 12.3
12.3
```
end
"""


def test_what_is_written_agrees_and_leaves_the_rest_as_it_was(tmp_path):
    document, found = tried(tmp_path, UNTRUE)
    write(document, found)
    assert document.read_text("utf-8") == MENDED
    again = tmp_path / "again"
    again.mkdir()
    assert differences(document, again) == []


def test_a_file_that_is_shown_in_part_is_not_made_up(tmp_path):
    with pytest.raises(ValueError, match="show it whole"):
        tried(tmp_path, "```console\n$ cat areas.txt\na 12.3 km2\n...\n```\n")


def test_examples_use_the_program_that_is_tested(tmp_path):
    assert tried(tmp_path, f"```console\n$ command -v salient\n{BIN / 'salient'}\n```\n")[1] == []


def test_a_server_is_stopped_once_it_has_told_how(tmp_path):
    """It goes on until Ctrl-C, which a shell passes on to nobody while it waits: `exec` puts the program in its place."""
    server = ["bash", "-c", "echo ready; echo stop me with Ctrl-C; exec sleep 1000"]
    with running(server, tmp_path) as printed:
        assert printed == ["ready", "stop me with Ctrl-C"]


def test_a_server_that_cannot_start_tells_why(tmp_path):
    with running(["bash", "-c", "echo the port is taken >&2"], tmp_path) as printed:
        assert printed == ["the port is taken"]
