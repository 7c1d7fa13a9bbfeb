from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        """Tell what kinds of mail there are, and refuse to start with a bad MAIL_URL."""
        from members import mails
        from members.deliveries import smtp

        mails.register_kinds()
        smtp.check_settings()
