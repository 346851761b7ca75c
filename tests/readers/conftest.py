import json

import pytest

from geo.readers import read_documents


@pytest.fixture
def write(tmp_path):
    """Write a file (text or bytes) under the test's folder; gives its path."""

    def writer(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writer


@pytest.fixture
def write_lines(write):
    """Write records (or raw lines) as JSONL."""

    def writer(name, *records):
        lines = [r if isinstance(r, bytes) else json.dumps(r, ensure_ascii=False).encode() for r in records]
        return write(name, b"\n".join(lines))

    return writer


@pytest.fixture
def read():
    """All that reading some paths gives."""

    def reader(*paths, **limits):
        return list(read_documents(paths, **limits))

    return reader
