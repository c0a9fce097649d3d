"""The checking process: a question a line in, the findings a line out, until the input ends."""

import json
import os
import sys

from traded_assessment.einvoice_checks import Format
from traded_assessment.einvoice_checks.rules import findings_in


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    for line in sys.stdin:
        question = json.loads(line)
        findings = findings_in(question["xml"].encode(), Format(question["form"]))
        print(json.dumps([[one.rule, one.words] for one in findings]), file=answers, flush=True)


if __name__ == "__main__":
    main()
