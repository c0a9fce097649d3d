"""Who gets what: the table that `test_access_matrix` drives. Each app has its rows in a file of its own."""

from tests.rules.matrix.accounts import ACCOUNTS
from tests.rules.matrix.home import HOME
from tests.rules.matrix.organisations import ORGANISATIONS
from tests.rules.matrix.partnerships import PARTNERSHIPS
from tests.rules.matrix.send import SEND
from tests.rules.matrix.taskforce import TASKFORCE
from tests.rules.matrix.tracker import TRACKER
from tests.rules.matrix.traded_assessment import TRADED_ASSESSMENT
from tests.rules.matrix.traded_assessment_money import TRADED_ASSESSMENT_MONEY

PAGES = (
    *ACCOUNTS,
    *HOME,
    *ORGANISATIONS,
    *TRADED_ASSESSMENT,
    *TRADED_ASSESSMENT_MONEY,
    *PARTNERSHIPS,
    *TRACKER,
    *SEND,
    *TASKFORCE,
)
