from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        """Tell what kinds of mail there are, listen to mail services, and refuse to start with
        settings of mail that cannot work."""
        from anymail.signals import tracking

        from members import mails
        from members.deliveries import daily, oracles, providers, smtp, webhooks
        from members.merging import own_rules

        mails.register_kinds()
        own_rules.register_rules()
        smtp.check_settings()
        oracles.check_settings()
        daily.check_settings()
        providers.check_settings()
        tracking.connect(webhooks.receive, dispatch_uid="members.deliveries.webhooks")
