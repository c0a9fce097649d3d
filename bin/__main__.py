"""What bin/portal/launch starts: `python bin run|test|manage …`."""

import sys

from portal.commands import main

sys.exit(main(sys.argv[1:]))
