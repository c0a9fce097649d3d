"""What schools pay, as a plain table: an oracle for every way in which the portal can be asked for a price.

The amounts were written down from the offer of 2021/22, in whole pounds before VAT, and from nothing that the portal
computes with: not from `pricing`, not from its data files, not from the factories. A change of code cannot change them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

SUBSCRIPTION = {"essex_maintained": 315, "essex_academy": 395, "outside_essex": 495}

# Whether the school subscribes; how many people it booked before at this very session or event, one an order; and
# what an order for 1, 2, 3 … 12 more members of staff costs then.
ROWS = """
tier              product        subscriber before    1   2   3   4   5   6   7   8   9  10  11  12
essex_maintained  single_session no         0      55  55 110 110 165 165 220 220 275 275 330 330
essex_maintained  single_session no         1      55  55 110 110 165 165 220 220 275 275 330 330
essex_maintained  single_session no         2      55  55 110 110 165 165 220 220 275 275 330 330
essex_maintained  single_session no         3      55  55 110 110 165 165 220 220 275 275 330 330
essex_maintained  single_session yes        0       0   0  55  55 110 110 165 165 220 220 275 275
essex_maintained  single_session yes        1       0  55  55 110 110 165 165 220 220 275 275 330
essex_maintained  single_session yes        2      55  55 110 110 165 165 220 220 275 275 330 330
essex_maintained  single_session yes        3      55  55 110 110 165 165 220 220 275 275 330 330
essex_maintained  event          no         0      60  75  90 105 120 135 150 165 180 195 210 225
essex_maintained  event          no         1      15  30  45  60  75  90 105 120 135 150 165 180
essex_maintained  event          no         2      15  30  45  60  75  90 105 120 135 150 165 180
essex_maintained  event          no         3      15  30  45  60  75  90 105 120 135 150 165 180
essex_maintained  event          yes        0      40  50  60  70  80  90 100 110 120 130 140 150
essex_maintained  event          yes        1      10  20  30  40  50  60  70  80  90 100 110 120
essex_maintained  event          yes        2      10  20  30  40  50  60  70  80  90 100 110 120
essex_maintained  event          yes        3      10  20  30  40  50  60  70  80  90 100 110 120
essex_academy     single_session no         0      65  65 130 130 195 195 260 260 325 325 390 390
essex_academy     single_session no         1      65  65 130 130 195 195 260 260 325 325 390 390
essex_academy     single_session no         2      65  65 130 130 195 195 260 260 325 325 390 390
essex_academy     single_session no         3      65  65 130 130 195 195 260 260 325 325 390 390
essex_academy     single_session yes        0       0   0  65  65 130 130 195 195 260 260 325 325
essex_academy     single_session yes        1       0  65  65 130 130 195 195 260 260 325 325 390
essex_academy     single_session yes        2      65  65 130 130 195 195 260 260 325 325 390 390
essex_academy     single_session yes        3      65  65 130 130 195 195 260 260 325 325 390 390
essex_academy     event          no         0      60  75  90 105 120 135 150 165 180 195 210 225
essex_academy     event          no         1      15  30  45  60  75  90 105 120 135 150 165 180
essex_academy     event          no         2      15  30  45  60  75  90 105 120 135 150 165 180
essex_academy     event          no         3      15  30  45  60  75  90 105 120 135 150 165 180
essex_academy     event          yes        0      40  50  60  70  80  90 100 110 120 130 140 150
essex_academy     event          yes        1      10  20  30  40  50  60  70  80  90 100 110 120
essex_academy     event          yes        2      10  20  30  40  50  60  70  80  90 100 110 120
essex_academy     event          yes        3      10  20  30  40  50  60  70  80  90 100 110 120
outside_essex     single_session no         0      75  75 150 150 225 225 300 300 375 375 450 450
outside_essex     single_session no         1      75  75 150 150 225 225 300 300 375 375 450 450
outside_essex     single_session no         2      75  75 150 150 225 225 300 300 375 375 450 450
outside_essex     single_session no         3      75  75 150 150 225 225 300 300 375 375 450 450
outside_essex     single_session yes        0       0   0  75  75 150 150 225 225 300 300 375 375
outside_essex     single_session yes        1       0  75  75 150 150 225 225 300 300 375 375 450
outside_essex     single_session yes        2      75  75 150 150 225 225 300 300 375 375 450 450
outside_essex     single_session yes        3      75  75 150 150 225 225 300 300 375 375 450 450
outside_essex     event          no         0      70  95 120 145 170 195 220 245 270 295 320 345
outside_essex     event          no         1      25  50  75 100 125 150 175 200 225 250 275 300
outside_essex     event          no         2      25  50  75 100 125 150 175 200 225 250 275 300
outside_essex     event          no         3      25  50  75 100 125 150 175 200 225 250 275 300
outside_essex     event          yes        0      50  70  90 110 130 150 170 190 210 230 250 270
outside_essex     event          yes        1      20  40  60  80 100 120 140 160 180 200 220 240
outside_essex     event          yes        2      20  40  60  80 100 120 140 160 180 200 220 240
outside_essex     event          yes        3      20  40  60  80 100 120 140 160 180 200 220 240
"""


@dataclass(frozen=True)
class Row:
    """One line of the table: `amounts[0]` is the price for one member of staff, `amounts[11]` for twelve."""

    tier: str
    product: str
    subscriber: bool
    before: int
    amounts: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.tier}-{self.product}-{'subscriber' if self.subscriber else 'none'}-{self.before}_before"

    def pays(self, staff: int) -> int:
        return self.amounts[staff - 1]


def _rows() -> Iterator[Row]:
    for line in ROWS.strip().splitlines()[1:]:
        tier, product, subscriber, before, *amounts = line.split()
        yield Row(tier, product, {"yes": True, "no": False}[subscriber], int(before), tuple(map(int, amounts)))


TABLE = tuple(_rows())
