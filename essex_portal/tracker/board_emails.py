"""Mails about board packs."""

from essex_portal.mail.services import Draft, queue_messages
from essex_portal.tracker.board_pack_links import GOOD_FOR, pack_address
from essex_portal.tracker.models import BoardPack


def email_board_pack(pack: BoardPack) -> None:
    """Tell each recipient where the pack is. The link reads without an account, so the text is forgotten once sent."""
    queue_messages(
        [
            Draft(
                to=address,
                subject=f"Board pack: {pack.title}",
                template="tracker/email/board_pack.txt",
                context={"pack": pack, "path": pack_address(pack, number), "days": GOOD_FOR.days},
                key=f"board_pack:{pack.pk}:{number}",
                holds_secret=True,
            )
            for number, address in enumerate(pack.sent_to)
        ]
    )
