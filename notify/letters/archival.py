"""PDF/A through merging and cutting: what the source says of itself (XMP, output intent) is said by the result too.

Merging keeps pages, fonts and colours and drops the catalogue; without its declaration a file is no PDF/A any more.
"""

import re
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

_KEPT = ("/Metadata", "/OutputIntents", "/Lang")
_PART = re.compile(rb'pdfaid:part(?:="|>)([1-4])')
_CONFORMANCE = re.compile(rb'pdfaid:conformance(?:="|>)([A-Z])')


def level(reader: PdfReader) -> str:
    """The PDF/A level that a document declares ("3U"), empty when it declares none."""
    found = reader.root_object.get("/Metadata")
    metadata = found.get_object() if found is not None else None
    if not isinstance(metadata, StreamObject) or "/OutputIntents" not in reader.root_object:
        return ""
    data = metadata.get_data()
    part, conformance = _PART.search(data), _CONFORMANCE.search(data)
    return (part[1] + conformance[1]).decode() if part and conformance else ""


def keep(sources: Sequence[PdfReader], writer: PdfWriter) -> str:
    """Say in the result what all the sources say; returns the level, empty when they do not agree on one."""
    levels = {level(reader) for reader in sources}
    if len(levels) != 1 or not (declared := levels.pop()):
        return ""
    catalogue = sources[0].root_object
    for name in _KEPT:
        if name in catalogue:
            writer._root_object[NameObject(name)] = catalogue.raw_get(name).clone(writer)
    writer.metadata = None  # the XMP speaks alone: two descriptions could disagree
    writer.generate_file_identifiers()
    return declared
