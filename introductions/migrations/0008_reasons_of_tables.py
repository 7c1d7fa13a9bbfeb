from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('introductions', '0007_organizers'),
    ]

    operations = [
        migrations.AddField(
            model_name='tableplan',
            name='reasons',
            field=models.JSONField(default=list),
        ),
    ]
