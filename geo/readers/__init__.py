"""Reading reports: files to documents, documents to reports."""

from geo.readers.document import MAX_TEXT_BYTES, Document, Refusal
from geo.readers.files import read_documents
from geo.readers.report import to_report
from geo.readers.text import check_text, decode, one_line

__all__ = ["MAX_TEXT_BYTES", "Document", "Refusal", "check_text", "decode", "one_line", "read_documents", "to_report"]
