"""One letter as WeasyPrint renders it by itself: the reference that stamped letters must equal."""

from notify.letters.engine.fields import Record, columns_of
from notify.letters.engine.letter import Template
from notify.letters.engine.markup import fill, parse
from notify.letters.engine.reference import plain_pdf


def plain_letter(template: Template, record: Record) -> tuple[bytes, int]:
    """The PDF of one record and its pages. Raises TemplateError, RecordError, PdfUnavailableError."""
    return plain_pdf(fill_template(template, record), template.sheet)


def fill_template(template: Template, record: Record) -> str:
    """The HTML of one record. Raises TemplateError, RecordError."""
    fields = {field.name: field for field in template.fields}
    values = {name: column[0] for name, column in columns_of([record], template.fields, first=1).items()}
    return fill(parse(template.html, fields), values)
