"""Training on offer and its prices, for tests: the real figures of 2021/22, the days around 10 November 2021."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from traded_assessment.models import Course, EventPrice, Package, PackagePrice, PriceList, TrainingSession, VatRule
from traded_assessment.states import Area, Product, Tier, VatCategory

PACKAGE_PRICES = {
    Tier.ESSEX_MAINTAINED: (315, 55),
    Tier.ESSEX_ACADEMY: (395, 65),
    Tier.OUTSIDE_ESSEX: (495, 75),
}
EVENT_PRICES = {
    (Area.ESSEX, True): (40, 10),
    (Area.ESSEX, False): (60, 15),
    (Area.OUTSIDE_ESSEX, True): (50, 20),
    (Area.OUTSIDE_ESSEX, False): (70, 25),
}


class PackageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Package
        django_get_or_create = ("academic_year",)

    name = "Assessment Package"
    academic_year = "2021/22"
    first_on = date(2021, 9, 1)
    last_on = date(2022, 8, 31)
    sessions_included = 10
    staff_per_session = 2


class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course

    title = factory.Sequence(lambda number: f"Assessment course {number + 1}")
    product = Product.SINGLE_SESSION


class TrainingSessionFactory(factory.django.DjangoModelFactory):
    """A session of the package; `course__product=Product.EVENT` makes it an event."""

    class Meta:
        model = TrainingSession

    course = factory.SubFactory(CourseFactory)
    starts_at = factory.Sequence(lambda number: datetime(2022, 3, 14, 16, tzinfo=UTC) + timedelta(minutes=number))
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(hours=1))
    capacity = 20


class PriceListFactory(factory.django.DjangoModelFactory):
    """A price list with all its rows, published unless `published=False`."""

    class Meta:
        model = PriceList
        skip_postgeneration_save = True

    name = "Price list 2021/22"
    valid_from = date(2021, 9, 1)
    version = 1

    @factory.post_generation
    def rows(self: PriceList, create: bool, extracted: object, **options: object) -> None:
        PackagePrice.objects.bulk_create(
            PackagePrice(price_list=self, tier=tier, subscription=Decimal(year), single_session=Decimal(one))
            for tier, (year, one) in PACKAGE_PRICES.items()
        )
        EventPrice.objects.bulk_create(
            EventPrice(price_list=self, area=area, subscriber=subscriber, first=Decimal(first), further=Decimal(more))
            for (area, subscriber), (first, more) in EVENT_PRICES.items()
        )

    @factory.post_generation
    def published(self: PriceList, create: bool, extracted: bool | None, **options: object) -> None:
        """After the rows: those of a published list cannot be added to."""
        if extracted is not False:
            self.published_at = timezone.now()
            self.save(update_fields=["published_at"])


class VatRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VatRule

    product = ""
    tier = ""
    valid_from = date(2021, 9, 1)
    category = VatCategory.OUTSIDE_SCOPE
    rate = Decimal(0)
    reason = "Outside the scope of VAT"
    authority = "Starting content"


def on_sale() -> tuple[Package, PriceList, VatRule]:
    """What has to be there before anything can be priced: package, price list and VAT rule of 2021/22."""
    return PackageFactory(), PriceListFactory(), VatRuleFactory()
