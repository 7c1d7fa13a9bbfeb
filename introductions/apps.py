from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    name = "introductions"

    def ready(self) -> None:
        from introductions import about_contacts, merging
        from introductions.mails import register_kinds

        register_kinds()
        merging.register_rules()
        about_contacts.register_words()
