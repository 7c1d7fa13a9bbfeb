from django.db import migrations, models


class Migration(migrations.Migration):
    """A group may say in its own words what everybody's list says, or what another group says."""

    dependencies = [
        ("members", "0004_organizers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="eventneed",
            name="one_need_per_event",
        ),
        migrations.AddConstraint(
            model_name="eventneed",
            constraint=models.UniqueConstraint(
                fields=("event", "profession", "group"),
                name="one_need_per_event_and_group",
                nulls_distinct=False,
            ),
        ),
    ]
