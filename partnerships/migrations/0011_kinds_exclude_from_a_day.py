from django.contrib.postgres.fields import DateRangeField
from django.db import migrations, models
from django.db.backends.postgresql.psycopg_any import DateRange


def always_where_exclusive(apps, schema_editor):
    """A kind that was exclusive has been so as long as the directory knows."""
    apps.get_model("partnerships", "PartnershipKind").objects.filter(exclusive=True).update(
        exclusive_on=DateRange(None, None)
    )


def exclusive_where_it_goes_on(apps, schema_editor):
    kinds = apps.get_model("partnerships", "PartnershipKind").objects.filter(exclusive_on__isnull=False)
    kinds.filter(exclusive_on__endswith=None).update(exclusive=True)


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("partnerships", "0010_rolling_offers"),
    ]

    operations = [
        migrations.AddField(
            model_name="partnershipkind",
            name="exclusive_on",
            field=DateRangeField(
                null=True,
                help_text="the days on which a school belongs to at most one of this kind, the last exclusive; empty: never",
            ),
        ),
        migrations.RunPython(always_where_exclusive, exclusive_where_it_goes_on),
        migrations.RemoveField(model_name="partnershipkind", name="exclusive"),
        migrations.AddConstraint(
            model_name="partnershipkind",
            constraint=models.CheckConstraint(
                name="a_kind_excludes_for_a_day",
                condition=models.Q(exclusive_on=None) | models.Q(exclusive_on__isempty=False),
            ),
        ),
        migrations.AlterField(
            model_name="partnershipmember",
            name="only_one_of",
            field=models.CharField(
                blank=True,
                help_text="the kind's code where it excludes others; the database then allows one",
                max_length=30,
            ),
        ),
    ]
