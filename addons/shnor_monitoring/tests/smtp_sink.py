import email
import email.policy
import socket
from contextlib import contextmanager
from unittest.mock import patch

from aiosmtpd.controller import Controller


class Sink:
    """A mail server that keeps what it gets, or refuses some of it."""

    def __init__(self):
        self.letters = []
        self.refused = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((sorted(envelope.rcpt_tos), message))
        return "250 OK"

    def of(self, address):
        """Return the letters that came for an address: pairs (subject, text of the body)."""
        return [
            (message["Subject"], body_of(message))
            for addresses, message in self.letters
            if address in addresses
        ]


def body_of(message):
    """Return the text of a letter as a person reads it, tags left in."""
    return message.get_body(("html", "plain")).get_content()


@contextmanager
def smtp_sink(env):
    """Let Odoo really send its mails, to a server that this starts.

    :param env: of the test
    :return: Sink
    """
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    servers = env["ir.mail_server"]
    servers.search([]).active = False
    servers.create(
        {
            "name": "Sink",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
            "smtp_authentication": "login",
        }
    )
    try:
        with patch.object(type(servers), "_disable_send", lambda self: False):
            yield sink
    finally:
        controller.stop()
