"""What the training side begins with, read from `data/`: the package, its courses, prices and the VAT rule.

Source: the directorate's traded assessment package of 2021/22. Safe to run again: what is there stays as it is.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from essex_portal.school_calendar import academic_year_dates
from traded_assessment import export_mapping
from traded_assessment.models import (
    CancellationPolicy,
    Course,
    Duty,
    DutyWindow,
    EvaluationForm,
    EventPrice,
    ExportMapping,
    ExportMappingVersion,
    JournalCodes,
    Package,
    PackagePrice,
    PriceList,
    ReminderStep,
    SupplierDetails,
    VatRule,
)
from traded_assessment.services.evaluations import QuestionFacts, save_questions
from traded_assessment.states import Product, QuestionKind

DATA = Path(__file__).parent / "data"


def read(name: str) -> dict[str, Any]:
    """A file of `data/`, without its ending."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@transaction.atomic
def load() -> None:
    """Load everything that production needs before the training office can add sessions."""
    load_package(read("package")["first_year"])
    load_courses()
    load_prices()
    load_supplier()
    load_journal_codes()
    load_export_mappings()
    load_evaluation()
    load_cancellation_policies()
    load_reminder_steps()
    load_duties()


def load_package(academic_year: str) -> Package:
    """The package of one academic year (`2021/22`), as it was offered in the first."""
    data = read("package")
    first_on, last_on = academic_year_dates(academic_year)
    package, _ = Package.objects.get_or_create(
        academic_year=academic_year,
        defaults={
            "name": data["name"],
            "purpose": data["purpose"].format(summer=last_on.year),
            "first_on": first_on,
            "last_on": last_on,
            "sessions_included": data["sessions_included"],
            "staff_per_session": data["staff_per_session"],
        },
    )
    return package


def load_courses() -> None:
    data = read("courses")
    for product, key in ((Product.SINGLE_SESSION, "sessions"), (Product.EVENT, "events")):
        for row in data[key]:
            Course.objects.get_or_create(
                title=row["title"],
                defaults={
                    "product": product,
                    "summary": row["summary"],
                    "duties": row["duties"],
                    "minutes": data["minutes"],
                },
            )


def load_prices() -> None:
    data = read("prices")
    if not VatRule.objects.exists():
        VatRule.objects.create(**data["vat_rule"])
    if PriceList.objects.exists():
        return
    price_list = PriceList.objects.create(
        name=data["name"], valid_from=data["valid_from"], staff_per_block=data["staff_per_block"], note=data["note"]
    )
    PackagePrice.objects.bulk_create(PackagePrice(price_list=price_list, **_exact(row)) for row in data["package"])
    EventPrice.objects.bulk_create(EventPrice(price_list=price_list, **_exact(row)) for row in data["events"])
    price_list.published_at = timezone.now()
    price_list.save(update_fields=["published_at"])


def load_supplier() -> None:
    """The council's details, without which nothing can be invoiced."""
    if not SupplierDetails.objects.exists():
        SupplierDetails.objects.create(**read("supplier"))


def load_journal_codes() -> None:
    """The ledger's codes, without which no recharge can be journalled."""
    if not JournalCodes.objects.exists():
        JournalCodes.objects.create(**read("journal_codes"))


def load_export_mappings() -> None:
    """The mappings of exports that ship with the portal; one that finance has changed stays as it is."""
    for row in shipped_mappings():
        definition = export_mapping.read(row)
        mapping, made = ExportMapping.objects.get_or_create(
            name=row["name"], defaults={"subject": definition.subject, "note": row["note"]}
        )
        if made:
            data = export_mapping.as_data(definition)
            ExportMappingVersion.objects.create(mapping=mapping, number=1, data=data, made_at=timezone.now())


def shipped_mappings() -> list[dict[str, Any]]:
    """The mappings that ship. One `like` another has the other's files, some columns of them held otherwise."""
    rows = read("export_mappings")["mappings"]
    named = {row["name"]: row for row in rows}
    return [row | {"files": _files_like(named[row["like"]], row)} if "like" in row else row for row in rows]


def _files_like(other: dict[str, Any], row: dict[str, Any]) -> list[dict[str, Any]]:
    held = {heading: {"heading": heading, **column} for heading, column in row["columns"].items()}
    return [
        one | {"columns": [held.get(column["heading"], column) for column in one["columns"]]} for one in other["files"]
    ]


def load_evaluation() -> None:
    """What people are asked after a session, until the training office asks something else."""
    if not EvaluationForm.objects.exists():
        questions = [
            QuestionFacts(row["words"], QuestionKind(row["kind"]), row["required"])
            for row in read("evaluation")["questions"]
        ]
        save_questions(questions=questions, now=timezone.now(), by=None)


def load_cancellation_policies() -> None:
    """What giving up places costs, for each product that has no rules yet."""
    data = read("cancellation")
    for row in data["policies"]:
        if not CancellationPolicy.objects.filter(product=row["product"]).exists():
            CancellationPolicy.objects.create(**row, valid_from=data["valid_from"], published_at=timezone.now())


def load_reminder_steps() -> None:
    """How schools are reminded of overdue invoices, until finance sets it otherwise."""
    if not ReminderStep.objects.exists():
        ReminderStep.objects.bulk_create(ReminderStep(**row) for row in read("reminder_steps")["steps"])


def load_duties() -> None:
    """The statutory assessments, each with its window of the first year."""
    data = read("duties")
    common = {"type_groups": data["type_groups"], "phases_without_ages": data["phases_without_ages"]}
    for row in data["duties"]:
        duty, _ = Duty.objects.get_or_create(name=row["name"], defaults={"year_group": row["year_group"], **common})
        DutyWindow.objects.get_or_create(
            duty=duty,
            academic_year=data["academic_year"],
            defaults={
                "opens_on": row["opens_on"],
                "closes_on": row["closes_on"],
                "provisional": data["provisional"],
            },
        )


def _exact(row: dict[str, Any]) -> dict[str, Any]:
    """Whole pounds in the file, Decimal from here on."""
    return {key: Decimal(value) if type(value) is int else value for key, value in row.items()}
