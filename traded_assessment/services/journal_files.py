"""A journal as the file that ships with the portal; the same journal is the same bytes."""

from traded_assessment.export_mapping import Per, Subject, read, render
from traded_assessment.models import JournalBatch
from traded_assessment.queries.export_records import records_of_row
from traded_assessment.queries.ledger import postings_of
from traded_assessment.starting_content import read as data_of

JOURNAL = "Journal CSV"


def journal_file(batch: JournalBatch) -> bytes:
    """Date, period, codes, debit, credit, reference and description, one line a posting. Source: domain.md B15, B20."""
    mapping = next(one for one in data_of("export_mappings")["mappings"] if one["name"] == JOURNAL)
    records = (
        record
        for posting in postings_of(batch)
        for record in records_of_row(Subject.JOURNAL_LINES, Per.DOCUMENT, posting)
    )
    return render(read(mapping).files[0], records)
