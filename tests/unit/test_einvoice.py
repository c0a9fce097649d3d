"""E-invoices: what they lack, how the facts become XML, and that broken XML is refused. Source: domain.md B6, B22."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.factories.edocuments import COUNCIL, SCHOOL, make_document, make_item
from traded_assessment.einvoice import Account, DocumentKind, ElectronicAddress, Standard, lacks_of
from traded_assessment.einvoice.identifiers import address_fault, vat_identifier
from traded_assessment.einvoice.lacks import words_of
from traded_assessment.einvoice.syntax import as_factur_x, as_peppol
from traded_assessment.einvoice.terms import business_terms
from traded_assessment.einvoice_checks import Format, NotValid, checked, findings_in
from traded_assessment.states import VatCategory

CREDIT = DocumentKind.CREDIT_NOTE
OUTSIDE = [make_item(category=VatCategory.OUTSIDE_SCOPE)]
EXEMPT = [make_item(category=VatCategory.EXEMPT)]
NOWHERE = ElectronicAddress("", "")


def peppol_format(document):
    return Format.PEPPOL_INVOICE if document.kind == DocumentKind.INVOICE else Format.PEPPOL_CREDIT_NOTE


def is_valid(document):
    return (
        findings_in(as_factur_x(document), Format.FACTUR_X) == []
        and findings_in(as_peppol(document), peppol_format(document)) == []
    )


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize(
    "items",
    [
        [make_item(60, quantity=2), make_item(Decimal("15.50"))],
        EXEMPT,
        OUTSIDE,
        [make_item(category=VatCategory.ZERO)],
        [make_item(), *EXEMPT, make_item(category=VatCategory.ZERO), make_item(rate=5)],
        [make_item(0)],
    ],
)
def test_what_lacks_nothing_meets_schema_and_rules(kind, items):
    document = make_document(items, kind=kind)
    assert lacks_of(document) == []
    assert is_valid(document)


prices = st.decimals(min_value=0, max_value=2000, places=2)
taxed = st.builds(
    make_item,
    prices,
    st.sampled_from([VatCategory.STANDARD, VatCategory.ZERO, VatCategory.EXEMPT]),
    quantity=st.integers(1, 12),
)
outside = st.builds(make_item, prices, st.just(VatCategory.OUTSIDE_SCOPE), quantity=st.integers(1, 12))
texts = st.text(max_size=30)


@settings(max_examples=40, deadline=None)
@given(
    items=st.lists(taxed, min_size=1, max_size=8) | st.lists(outside, min_size=1, max_size=8),
    kind=st.sampled_from(DocumentKind),
    purchase_order=texts,
    note=texts,
)
def test_any_mix_of_lines_and_any_words_make_valid_documents(items, kind, purchase_order, note):
    assert is_valid(make_document(items, kind=kind, purchase_order=purchase_order, note=note))


LACKING = [
    ("BR-08", {"supplier": replace(COUNCIL, address=())}, None),
    ("BR-10", {"customer": replace(SCHOOL, address=())}, None),
    ("BR-S-02", {"supplier": replace(COUNCIL, vat_number="")}, None),
    ("BR-S-02", {"supplier": replace(COUNCIL, vat_number="")}, EXEMPT),
    ("BR-CO-26", {"supplier": replace(COUNCIL, identifier="")}, OUTSIDE),
    ("BR-E-10", {}, [replace(EXEMPT[0], reason="")]),
    ("BR-O-11", {}, [*OUTSIDE, make_item()]),
    ("BR-CO-25", {"due_on": None}, None),
    ("BR-61", {"account": Account()}, None),
    ("BR-55", {"kind": CREDIT, "preceding": None}, None),
    ("PEPPOL-EN16931-R003", {"purchase_order": "", "buyer_reference": ""}, None),
    ("PEPPOL-EN16931-R010", {"customer": replace(SCHOOL, electronic_address=NOWHERE)}, None),
    ("PEPPOL-EN16931-R020", {"supplier": replace(COUNCIL, electronic_address=NOWHERE)}, None),
    (
        "PEPPOL-EN16931-R020",
        {"supplier": replace(COUNCIL, electronic_address=ElectronicAddress("0088", "9521000000015"))},
        None,
    ),
]


@pytest.mark.parametrize(("rule", "changes", "items"), LACKING)
def test_each_lack_is_named_in_words(rule, changes, items):
    [lack] = lacks_of(make_document(items, **changes))
    assert lack.rule == rule
    assert lack.words[1:] in words_of([lack])
    assert lack.standard == (Standard.PEPPOL if "PEPPOL" in rule else Standard.EN_16931)


def test_the_lacks_of_one_standard_alone():
    document = make_document(purchase_order="", buyer_reference="", due_on=None)
    assert [lack.rule for lack in lacks_of(document, Standard.EN_16931)] == ["BR-CO-25"]
    assert [lack.rule for lack in lacks_of(document, Standard.PEPPOL)] == ["PEPPOL-EN16931-R003"]


def test_a_purchase_order_or_a_buyer_reference_is_enough():
    assert lacks_of(make_document(purchase_order="")) == []
    assert lacks_of(make_document(buyer_reference="")) == []


def test_outside_the_scope_nobody_has_a_vat_number():
    document = make_document(OUTSIDE)
    assert "vat_identifier" not in business_terms(document)["BG-4"]
    assert b"GB000000000" not in as_factur_x(document) + as_peppol(document)
    assert b"GB000000000" in as_peppol(make_document(EXEMPT))


@pytest.mark.parametrize(
    ("written", "identifier"),
    [("GB 000 0000 00", "GB000000000"), ("000 0000 00", "GB000000000"), ("gb123", "GB123"), ("", "")],
)
def test_a_vat_number_begins_with_its_country(written, identifier):
    assert vat_identifier(written) == identifier


@pytest.mark.parametrize(
    ("scheme", "identifier", "fault"),
    [
        ("", "", ""),
        ("0088", "9521000000018", ""),
        ("0088", "9521000000019", "13 digits"),
        ("0088", "952100000001", "13 digits"),
        ("9932", "GB123456789", ""),
        ("9932", "GB 123 4567 89", "without spaces"),
        ("0060", "anything", ""),
        ("0088", "", "Enter the electronic address"),
        ("", "9521000000018", "Select the kind"),
    ],
)
def test_an_electronic_address_is_checked_where_it_is_entered(scheme, identifier, fault):
    found = address_fault(ElectronicAddress(scheme, identifier))
    assert fault in found
    assert bool(fault) == bool(found)


def test_a_credit_note_refers_to_its_invoice():
    root = etree.fromstring(as_peppol(make_document(kind=CREDIT)))
    assert etree.QName(root).localname == "CreditNote"
    assert texts_of(root, "CreditNoteTypeCode") == ["381"]
    [reference] = root.iter("{*}InvoiceDocumentReference")
    assert [child.text for child in reference] == ["INV-2021-000001", "2021-11-10"]


def test_the_address_is_taken_apart_as_far_as_it_says():
    seller = business_terms(make_document())["BG-4"]
    assert (seller["addr_l1"], seller["addr_l2"], seller["addr_l3"]) == (
        "Education Finance",
        "County Hall",
        "Market Road, Chelmsford",
    )
    assert seller["postcode"] == "CM1 1QH"
    plain = business_terms(make_document(customer=replace(SCHOOL, address=("Farm End",))))["BG-7"]
    assert plain["addr_l1"] == "Farm End"
    assert "postcode" not in plain


def texts_of(root, name):
    return [element.text for element in root.iter(f"{{*}}{name}")]


def broken(xml, change):
    root = etree.fromstring(xml)
    change(root)
    return etree.tostring(root)


def without(name):
    def change(root):
        for element in list(root.iter(f"{{*}}{name}")):
            element.getparent().remove(element)

    return change


def saying(name, text):
    def change(root):
        for element in root.iter(f"{{*}}{name}"):
            element.text = text

    return change


def scheme_of(value):
    def change(root):
        for element in root.iter("{*}EndpointID"):
            element.set("schemeID", value)

    return change


def currency(root):
    next(root.iter("{*}PriceAmount")).set("currencyID", "EUR")


def without_seller_id(root):
    seller = next(root.iter("{*}SellerTradeParty"))
    seller.remove(seller.find("{*}ID"))


def second_note(root):
    note = next(root.iter("{*}Note"))
    note.addnext(etree.fromstring(etree.tostring(note)))


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("schema", without("ID")),
        ("schema", saying("IssueDate", "10 November")),
        ("BR-CO-15", saying("TaxInclusiveAmount", "1.00")),
        ("BR-S-08", saying("TaxableAmount", "1.00")),
        ("BR-S-02", without("PartyTaxScheme")),
        ("BR-09", saying("IdentificationCode", "")),
        ("BR-CL-14", saying("IdentificationCode", "XX")),
        ("BR-CO-25", lambda root: (without("DueDate")(root), without("PaymentTerms")(root))),
        ("BR-61", without("PayeeFinancialAccount")),
        ("PEPPOL-EN16931-R001", without("ProfileID")),
        ("PEPPOL-EN16931-R002", second_note),
        ("PEPPOL-EN16931-R003", lambda root: (without("BuyerReference")(root), without("OrderReference")(root))),
        ("PEPPOL-EN16931-R004", saying("CustomizationID", "urn:cen.eu:en16931:2017")),
        ("PEPPOL-EN16931-R007", saying("ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:99:1.0")),
        ("PEPPOL-EN16931-R008", saying("BuyerReference", " ")),
        ("PEPPOL-EN16931-R010", without("EndpointID")),
        ("PEPPOL-EN16931-R020", without("EndpointID")),
        ("PEPPOL-EN16931-R051", currency),
        ("PEPPOL-EN16931-R061", saying("PaymentMeansCode", "59")),
        ("PEPPOL-EN16931-R120", saying("PriceAmount", "61.00")),
        ("PEPPOL-EN16931-P0100", saying("InvoiceTypeCode", "325")),
        ("PEPPOL-EN16931-CL008", scheme_of("1234")),
        ("PEPPOL-COMMON-R040", saying("EndpointID", "9521000000015")),
    ],
)
def test_a_broken_peppol_invoice_is_refused_by_the_rule_it_breaks(rule, change):
    xml = broken(as_peppol(make_document()), change)
    assert rule in {finding.rule for finding in findings_in(xml, Format.PEPPOL_INVOICE)}
    with pytest.raises(NotValid, match=rule):
        checked(xml, Format.PEPPOL_INVOICE)


@pytest.mark.parametrize(
    ("items", "rule", "change"),
    [
        (None, "schema", without("TypeCode")),
        (None, "BR-CO-15", saying("GrandTotalAmount", "1.00")),
        (None, "BR-S-02", without("SpecifiedTaxRegistration")),
        (EXEMPT, "BR-E-10", without("ExemptionReason")),
        (OUTSIDE, "BR-CO-26", without_seller_id),
    ],
)
def test_a_broken_embedded_invoice_is_refused(items, rule, change):
    xml = broken(as_factur_x(make_document(items)), change)
    assert rule in {finding.rule for finding in findings_in(xml, Format.FACTUR_X)}


def test_outside_the_scope_with_a_vat_number_or_another_category_is_refused():
    mixed = make_document([*OUTSIDE, make_item()])
    rules = {finding.rule for finding in findings_in(as_peppol(mixed), Format.PEPPOL_INVOICE)}
    assert "BR-O-11" in rules


def test_the_same_document_makes_the_same_bytes():
    assert as_peppol(make_document()) == as_peppol(make_document())
    assert as_factur_x(make_document()) == as_factur_x(make_document())
