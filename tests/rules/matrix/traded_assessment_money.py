"""Training's money: invoices, credit notes, payments, billing runs and journals."""

from tests.rules.matrix.rows import DIRECTOR, FINANCE, HEAD, HEAD_ELSEWHERE, Page, of_role

INVOICES = (
    *of_role("traded_assessment:school_invoices", HEAD, HEAD_ELSEWHERE),
    Page(
        "traded_assessment:school_invoice",
        {HEAD: 200, HEAD_ELSEWHERE: 404, FINANCE: 200, DIRECTOR: 200},
        args=lambda world: (world.invoice.number,),
        what="of the school",
    ),
    Page(
        "traded_assessment:invoice",
        {FINANCE: 200, DIRECTOR: 200},
        args=lambda world: (world.invoice.number,),
        what="of the school",
    ),
    Page(
        "traded_assessment:invoice", {FINANCE: 404, DIRECTOR: 404}, 403, lambda world: ("INV-1999-000001",), "unknown"
    ),
    Page(
        "documents:status",
        {HEAD: 200, FINANCE: 200, DIRECTOR: 200},
        404,
        lambda world: (world.invoice.document_id,),
        "of the school's invoice",
    ),
    *of_role("traded_assessment:invoices", FINANCE, DIRECTOR),
    *of_role(
        "traded_assessment:vat_rules traded_assessment:supplier"
        " traded_assessment:billing_terms traded_assessment:billing_terms_csv"
        " traded_assessment:invoice_runs traded_assessment:check_run_manifest"
        " traded_assessment:journals traded_assessment:journal_codes traded_assessment:export_batches",
        FINANCE,
        DIRECTOR,
    ),
    *of_role(
        "traded_assessment:add_vat_rule traded_assessment:new_mapping"
        " traded_assessment:pay_invoices traded_assessment:invoices_csv traded_assessment:invoices_xlsx",
        FINANCE,
    ),
    Page(
        "traded_assessment:school_billing",
        {FINANCE: 200, DIRECTOR: 200},
        args=lambda world: (world.school.school.urn,),
    ),
    *(
        Page(
            f"traded_assessment:{route}", {FINANCE: 404, DIRECTOR: 404}, 403, lambda world: (0,), "that does not exist"
        )
        for route in ("journal", "journal_csv", "export_batch", "export_mapping", "rehearsal")
    ),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist")
        for route in ("discard_journal", "copy_mapping")
    ),
    Page("traded_assessment:change_mapping", {FINANCE: 404}, 403, lambda world: (0, 0), "that does not exist"),
    Page("traded_assessment:unbilled_order", {FINANCE: 200}, args=lambda world: (world.invoice.references[0],)),
    Page("traded_assessment:nothing_to_bill", {FINANCE: 200}, args=lambda world: (world.invoice.references[0], 1)),
    Page("traded_assessment:unbilled_order", {FINANCE: 404}, 403, lambda world: ("TB-NONE",), "that does not exist"),
    Page(
        "traded_assessment:school_billing",
        {FINANCE: 404, DIRECTOR: 404},
        403,
        lambda world: (1,),
        "that does not exist",
    ),
    Page("traded_assessment:pay_invoice", {FINANCE: 200}, args=lambda world: (world.invoice.number,)),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist")
        for route in ("end_vat_rule", "invoices_export")
    ),
)

MONEY = (
    *of_role("traded_assessment:school_credit_notes", HEAD, HEAD_ELSEWHERE),
    *of_role("traded_assessment:credit_notes", FINANCE, DIRECTOR),
    *of_role("traded_assessment:bank_files", FINANCE),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 200}, 403, lambda world: (world.bank_file.pk,))
        for route in ("bank_file", "bank_columns")
    ),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 200}, 403, lambda world: (world.bank_file.rows.get().pk,))
        for route in ("bank_row", "set_bank_row_aside")
    ),
    Page("traded_assessment:bank_file", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist"),
    Page("traded_assessment:bank_row", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist"),
    *of_role("traded_assessment:aged_debt traded_assessment:aged_debt_invoices", FINANCE, DIRECTOR),
    *of_role("traded_assessment:aged_debt_csv", FINANCE),
    *of_role("traded_assessment:payment_reminders", FINANCE, DIRECTOR),
    *of_role("traded_assessment:add_reminder_step", FINANCE),
    Page("traded_assessment:change_reminder_step", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist"),
    Page("traded_assessment:pause_invoice", {FINANCE: 200}, args=lambda world: (world.invoice.number,)),
    Page("traded_assessment:pause_payer", {FINANCE: 200}, args=lambda world: (world.school.pk,)),
    *of_role("traded_assessment:school_statement", HEAD, HEAD_ELSEWHERE),
    Page("traded_assessment:statement", {FINANCE: 200, DIRECTOR: 200}, 403, lambda world: (world.school.pk,)),
    Page("traded_assessment:statement", {FINANCE: 404, DIRECTOR: 404}, 403, lambda world: (0,), "that does not exist"),
    *of_role("traded_assessment:disputes traded_assessment:write_offs", FINANCE, DIRECTOR),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 200}, args=lambda world: (world.invoice.number,))
        for route in ("credit_invoice", "refund_invoice", "use_credit", "write_off_invoice")
    ),
    Page(
        "traded_assessment:dispute_invoice",
        {HEAD: 200, HEAD_ELSEWHERE: 404, FINANCE: 200},
        args=lambda world: (world.invoice.number,),
    ),
    Page("traded_assessment:answer_dispute", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist"),
    Page(
        "traded_assessment:decide_write_off",
        {FINANCE: 404, DIRECTOR: 404},
        403,
        lambda world: (0,),
        "that does not exist",
    ),
    Page(
        "traded_assessment:credit_note",
        {HEAD: 200, HEAD_ELSEWHERE: 404, FINANCE: 200, DIRECTOR: 200},
        args=lambda world: (world.credit_note.number,),
        what="of the school",
    ),
)

TRADED_ASSESSMENT_MONEY = (*INVOICES, *MONEY)
