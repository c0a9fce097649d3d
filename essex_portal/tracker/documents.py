"""How a worker makes the tracker's documents, and who may open them."""

from typing import Any

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.access import may_open
from essex_portal.documents.makers import MadeFile, maker
from essex_portal.documents.models import Document
from essex_portal.jobs.services import Progress
from essex_portal.tracker.board_pack import board_pack_pdf, board_pack_spreadsheet
from essex_portal.tracker.models import BoardPack
from essex_portal.tracker.queries.packs import pack_content
from essex_portal.ui.sheets import XLSX


@maker("board_pack_pdf")
def make_board_pack_pdf(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the pack."""
    content = pack_content(_pack_of(document))
    progress(1, 2)
    return MadeFile(board_pack_pdf(content, document.key), "application/pdf")


@maker("board_pack_xlsx")
def make_board_pack_spreadsheet(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the pack."""
    return MadeFile(board_pack_spreadsheet(pack_content(_pack_of(document))), XLSX)


@may_open("board_pack_pdf")
@may_open("board_pack_xlsx")
def may_open_board_pack(user: Any, document: Document) -> bool:
    return holds(user, Permission.SEND_BOARD_PACKS)


def _pack_of(document: Document) -> BoardPack:
    return BoardPack.objects.get(pk=document.parameters["pack"])
