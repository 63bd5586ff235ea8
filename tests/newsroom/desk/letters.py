"""Whom mail waits for, and who got it, by the name before the @."""

from django.core import mail

from newsroom.models import Delivery


def waiting() -> set[str]:
    return {delivery.target.partition("@")[0] for delivery in Delivery.objects.due()}


def sent() -> list[tuple[str, str]]:
    """Whom the mails went to, and their subjects; the box is empty afterwards."""
    found = sorted((message.to[0].partition("@")[0], message.subject) for message in mail.outbox)
    mail.outbox.clear()
    return found
