"""A new installation has the metrics of the catalogue from the first page on."""

from dataclasses import asdict

from django.db import migrations

from scorecards.catalogue import READY_MADE


def add(apps, schema_editor):
    Metric = apps.get_model("scorecards", "Metric")
    known = set(Metric.objects.values_list("slug", flat=True))
    Metric.objects.bulk_create(
        Metric(**asdict(row), position=10 * number, is_ready_made=True)
        for number, row in enumerate(READY_MADE, start=1)
        if row.slug not in known
    )


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
