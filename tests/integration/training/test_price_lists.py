"""Price lists: drafted from the list in force, edited, published for good; the database holds them to it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from essex_portal.audit.models import AuditEvent
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, PriceListFactory, VatRuleFactory
from traded_assessment.models import EventPrice, Order, PackagePrice, PriceList, Subscription
from traded_assessment.pricing import EventRow, PackageRow
from traded_assessment.queries.price_impact import impact_of
from traded_assessment.queries.prices import price_table_of, price_table_on
from traded_assessment.services.prices import ListTerms, PricesRefused, discard, new_version, publish, save_rows
from traded_assessment.states import Area, Product, Tier, VatCategory

pytestmark = pytest.mark.django_db

NEXT_YEAR = date(2022, 9, 1)


@pytest.fixture
def in_force() -> PriceList:
    return PriceListFactory()


@pytest.fixture
def draft(in_force, officer) -> PriceList:
    return new_version(source=in_force, name="Price list 2022/23", valid_from=NEXT_YEAR, by=officer)


def save(draft, officer, *, valid_from=NEXT_YEAR, staff_per_block=2, single_session=70, first=45):
    return save_rows(
        price_list=draft,
        terms=ListTerms("Price list 2022/23", valid_from, staff_per_block, "Agreed in June"),
        package={Tier.ESSEX_ACADEMY: PackageRow(Decimal(400), Decimal(single_session))},
        events={(Area.ESSEX, True): EventRow(Decimal(first), Decimal(10))},
        by=officer,
    )


class TestDrafts:
    def test_a_draft_has_the_same_prices_and_is_not_in_force(self, draft, in_force):
        drafted, source = price_table_of(draft), price_table_of(in_force)
        assert (drafted.package, drafted.events) == (source.package, source.events)
        assert price_table_on(NEXT_YEAR).id == in_force.pk
        assert AuditEvent.objects.get(event="price_list.drafted").after["source"] == str(in_force)

    def test_versions_of_one_day_are_numbered(self, in_force, officer):
        again = new_version(source=in_force, name=in_force.name, valid_from=in_force.valid_from, by=officer)
        assert again.version == 2

    def test_rows_are_saved_and_told(self, draft, officer):
        save(draft, officer)
        table = price_table_of(draft)
        assert table.package[Tier.ESSEX_ACADEMY] == PackageRow(Decimal(400), Decimal(70))
        assert table.package[Tier.ESSEX_MAINTAINED].single_session == 55
        assert table.events[Area.ESSEX, True].first == 45
        told = AuditEvent.objects.get(event="price_list.edited")
        assert told.before["Essex academy: single session"] == "65.00"
        assert told.after["Essex academy: single session"] == "70.00"

    def test_another_first_day_takes_that_day_s_next_version(self, draft, in_force, officer):
        assert save(draft, officer, valid_from=in_force.valid_from).version == 2

    def test_a_draft_can_be_thrown_away(self, draft, officer):
        discard(price_list=draft, by=officer)
        assert PriceList.objects.count() == 1
        with pytest.raises(PricesRefused, match="thrown this draft away"):
            discard(price_list=draft, by=officer)


class TestPublishing:
    def test_it_counts_from_its_first_day(self, draft, in_force, officer):
        save(draft, officer)
        publish(price_list=draft, reason="Costs rose", by=officer)
        assert price_table_on(date(2022, 8, 31)).id == in_force.pk
        assert price_table_on(NEXT_YEAR).id == draft.pk
        told = AuditEvent.objects.get(event="price_list.published")
        assert (told.reason, told.actor_label) == ("Costs rose", "Training office")
        assert told.before["Essex academy: single session"] == "65.00"

    def test_a_reason_is_needed(self, draft, officer):
        with pytest.raises(PricesRefused, match="Say why") as refused:
            publish(price_list=draft, reason="  ", by=officer)
        assert refused.value.field == "reason"

    def test_a_published_list_is_not_edited_published_or_thrown_away(self, in_force, officer):
        for change in (
            lambda: save(in_force, officer),
            lambda: publish(price_list=in_force, reason="Again", by=officer),
            lambda: discard(price_list=in_force, by=officer),
        ):
            with pytest.raises(PricesRefused, match="cannot change"):
                change()

    def test_an_older_version_of_the_same_day_is_refused(self, in_force, officer):
        second, third = (
            new_version(source=in_force, name="List", valid_from=in_force.valid_from, by=officer) for _ in range(2)
        )
        publish(price_list=third, reason="First come", by=officer)
        with pytest.raises(PricesRefused, match="newer version"):
            publish(price_list=second, reason="Too late", by=officer)


class TestTheDatabase:
    """What no code can get round."""

    @pytest.fixture(autouse=True)
    def one_list(self, in_force):
        self.published = in_force

    def refused(self, change):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    def test_a_published_list_stays(self):
        self.refused(lambda: PriceList.objects.update(name="Other"))
        self.refused(lambda: PriceList.objects.all().delete())

    @pytest.mark.parametrize("model", [PackagePrice, EventPrice])
    def test_rows_of_a_published_list_stay(self, model):
        row = model.objects.first()
        self.refused(lambda: row.save())
        self.refused(lambda: model.objects.filter(pk=row.pk).delete())

    def test_no_row_is_added_to_a_published_list(self):
        self.refused(lambda: PackagePrice.objects.bulk_create([self.row(self.published)]))

    def test_rows_do_not_move_out_of_or_into_a_published_list(self, draft):
        self.refused(lambda: PackagePrice.objects.filter(price_list=self.published).update(price_list=draft))
        self.refused(lambda: PackagePrice.objects.filter(price_list=draft).update(price_list=self.published))

    def row(self, price_list, **values):
        usual = {"tier": Tier.OUTSIDE_ESSEX, "subscription": Decimal(1), "single_session": Decimal(1)}
        return PackagePrice(price_list=price_list, **usual | values)

    def violates(self, name, change):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            change()

    def test_one_row_a_tier(self, draft):
        self.violates("one_package_price_a_tier", self.row(draft).save)

    def test_no_row_for_prices_on_request(self, draft):
        self.violates("prices_on_request_are_in_no_list", self.row(draft, tier=Tier.ON_REQUEST).save)

    def test_no_negative_prices(self, draft):
        rows = draft.package_prices.all()
        self.violates("package_prices_are_not_negative", lambda: rows.update(subscription=-1))
        self.violates("package_prices_are_not_negative", lambda: rows.update(single_session=-1))
        events = draft.event_prices.all()
        self.violates("event_prices_are_not_negative", lambda: events.update(first=-1))
        self.violates("event_prices_are_not_negative", lambda: events.update(further=-1))

    def test_one_row_an_area_and_subscriber(self, draft):
        row = EventPrice(price_list=draft, area=Area.ESSEX, subscriber=True, first=1, further=1)
        self.violates("one_event_price_a_customer", row.save)

    def test_one_list_a_day_and_version(self):
        self.violates("one_price_list_a_date_and_version", lambda: PriceListFactory(published=False))

    def test_a_block_holds_somebody(self, draft):
        lists = PriceList.objects.filter(pk=draft.pk)
        self.violates("a_block_holds_somebody", lambda: lists.update(staff_per_block=0))

    def test_who_published_says_when(self, draft, officer):
        lists = PriceList.objects.filter(pk=draft.pk)
        self.violates("who_published_says_when", lambda: lists.update(published_by=officer))


class TestVatRulesInTheDatabase:
    def violates(self, name, **values):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            VatRuleFactory(**values)

    def test_only_the_standard_rate_charges(self):
        self.violates("only_the_standard_rate_charges_vat", rate=20)
        self.violates("only_the_standard_rate_charges_vat", category=VatCategory.STANDARD, rate=0)

    def test_no_vat_needs_a_reason(self):
        self.violates("no_vat_needs_a_reason", reason="")
        VatRuleFactory(category=VatCategory.STANDARD, rate=20, reason="")

    def test_it_ends_after_it_begins(self):
        # Postgres itself may refuse the backward range before the check is asked
        with pytest.raises(DatabaseError), transaction.atomic():
            VatRuleFactory(valid_from=date(2022, 1, 1), valid_to=date(2021, 12, 31))

    def test_one_rule_for_a_product_tier_and_day(self):
        VatRuleFactory(valid_to=date(2021, 12, 31))
        VatRuleFactory(valid_from=date(2022, 1, 1))
        VatRuleFactory(product=Product.EVENT)
        self.violates(
            "one_vat_rule_for_a_product_tier_and_day", valid_from=date(2021, 12, 31), valid_to=date(2021, 12, 31)
        )
        self.violates("one_vat_rule_for_a_product_tier_and_day", valid_from=date(2030, 1, 1))


class TestImpact:
    def test_what_changes_for_whom(self, draft, officer):
        school = make_school()
        for la, type_code in ((881, 34), (881, 34), (881, 11), (883, 34)):
            make_school(la=la, type_code=type_code)
        order = Order.objects.create(
            reference="T1", school=school, placed_by=officer, placed_at=datetime(2021, 9, 2, tzinfo=UTC),
            placed_on=date(2021, 9, 2), priced_on=date(2021, 9, 2),
            tier=Tier.ESSEX_MAINTAINED, tier_reason="-", net=0, vat=0, gross=0,
            idempotency_key="1", request_digest="-",
        )  # fmt: skip
        package = PackageFactory(academic_year="2022/23", first_on=date(2022, 9, 1), last_on=date(2023, 8, 31))
        Subscription.objects.create(school=school, package=package, order=order)
        save(draft, officer, staff_per_block=3)
        found = impact_of(draft)
        assert {(change.customer, change.what, change.difference) for change in found.changed} == {
            ("Essex academy", "Subscription", Decimal(5)),
            ("Essex academy", "Single session, up to 3 staff", Decimal(5)),
            ("Essex, subscriber", "Event, first person", Decimal(5)),
        }
        assert found.block_changes
        assert found.schools == {
            Tier.ESSEX_MAINTAINED: 1, Tier.ESSEX_ACADEMY: 2, Tier.OUTSIDE_ESSEX: 1,
            (Area.ESSEX, True): 1, (Area.ESSEX, False): 2,
            (Area.OUTSIDE_ESSEX, True): 0, (Area.OUTSIDE_ESSEX, False): 1,
        }  # fmt: skip
        assert found.on_request == 1
        assert found.replaced.title == "Price list 2021/22, version 1"

    def test_closed_schools_do_not_count(self, draft):
        make_school(status=2)
        assert impact_of(draft).schools[Tier.ESSEX_MAINTAINED] == 0

    def test_a_first_list_replaces_nothing(self):
        first = impact_of(PriceListFactory(published=False))
        assert first.replaced is None
        assert first.changes_anything

    def test_an_unchanged_draft_changes_nothing(self, draft):
        assert not impact_of(draft).changes_anything
