import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from essex_portal.accounts import demo


class Command(BaseCommand):
    help = "Print each demo account with its password and authenticator secret. Only in demo mode."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of objects, for programs")

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("There are demo accounts in demo mode only (bin/run).")
        accounts = [_facts(persona) for persona in demo.offered()]
        if not accounts:
            raise CommandError("The demo content is not loaded yet. Start bin/run, or run bin/manage load_demo.")
        self.stdout.write(json.dumps(accounts, indent=2) if options["json"] else _as_text(accounts))


def _facts(persona: demo.Persona) -> dict[str, object]:
    facts: dict[str, object] = {"role": persona.role.value, "email": persona.email, "password": persona.password}
    if persona.totp_secret:
        facts["totp_secret"] = persona.totp_secret
    if persona.urn is not None:
        facts["urn"] = persona.urn
    return facts


def _as_text(accounts: list[dict[str, object]]) -> str:
    width = max(len(str(account["email"])) for account in accounts)
    lines = []
    for account in accounts:
        line = f"{account['role']:<18} {account['email']:<{width}}  {account['password']}"
        if "totp_secret" in account:
            line += f"  authenticator secret {account['totp_secret']}"
        if "urn" in account:
            line += f"  URN {account['urn']}"
        lines.append(line)
    return "\n".join(lines)
