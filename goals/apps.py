from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"

    def ready(self) -> None:
        from goals import merging
        from goals.mails import register_kinds

        register_kinds()
        merging.register_rules()
