"""Takes all e-mail in development and test, and shows it in the browser. Never in production.

    python -m tildeling.mailbox --directory DIR --smtp-fd N --web-fd N

The sockets are opened by the one who starts it, so that the ports are known and stay the same
when it is started again.
"""

import argparse
import asyncio
import html
import re
import socket
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

PAGE = """<!doctype html>
<html lang="nb"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>
body {{ font: 16px/1.5 system-ui; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .5rem; border-bottom: 1px solid #8886 }}
pre {{ white-space: pre-wrap; font: inherit; border: 1px solid #8886; padding: 1rem }}
</style></head><body><h1>{title}</h1>{body}</body></html>"""


class Mails:
    """The captured mails, one file each, newest first."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes, recipients: list[str]) -> None:
        message = message_from_bytes(content, policy=policy.default)
        message["X-Recipients"] = ", ".join(recipients)
        unfinished = self.directory / f"{time.time_ns():020d}"
        unfinished.write_bytes(message.as_bytes())
        unfinished.rename(unfinished.with_suffix(".eml"))

    def ids(self) -> list[str]:
        return sorted((mail.stem for mail in self.directory.glob("*.eml")), reverse=True)

    def get(self, key: str) -> EmailMessage:
        """The mail; KeyError when there is none."""
        if key not in self.ids():
            raise KeyError(key)
        content = (self.directory / f"{key}.eml").read_bytes()
        return message_from_bytes(content, _class=EmailMessage, policy=policy.default)

    def all(self) -> list[EmailMessage]:
        return [self.get(key) for key in self.ids()]


def text_of(mail: EmailMessage) -> str:
    """The mail's plain text, without the line ends of the wire."""
    part = mail.get_body(preferencelist=("plain", "html"))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def _list_page(mails: Mails) -> str:
    if not mails.ids():
        return "<p>Ingen e-post ennå.</p>"
    rows = []
    for key in mails.ids():
        mail = mails.get(key)
        to, subject, sent = (
            html.escape(str(mail.get(name, ""))) for name in ("X-Recipients", "Subject", "Date")
        )
        rows.append(
            f'<tr><td><a href="/{key}">{subject or "(uten emne)"}</a></td>'
            f"<td>{to}</td><td>{sent}</td></tr>"
        )
    head = "<tr><th>Emne</th><th>Til</th><th>Sendt</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _mail_page(mail: EmailMessage) -> str:
    facts = "".join(
        f"<p><strong>{label}:</strong> {html.escape(str(mail.get(name, '')))}</p>"
        for label, name in (("Til", "X-Recipients"), ("Fra", "From"), ("Sendt", "Date"))
    )
    text = re.sub(
        r"https?://[^\s<>&\"']+", r'<a href="\g<0>">\g<0></a>', html.escape(text_of(mail))
    )
    return f'{facts}<pre>{text}</pre><p><a href="/">Til all e-post</a></p>'


class _Pages(BaseHTTPRequestHandler):
    """Two pages: all mails, and one."""

    mails: Mails

    def do_GET(self) -> None:
        key = self.path.strip("/")
        try:
            mail = self.mails.get(key) if key else None
        except KeyError:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        title = html.escape(str(mail["Subject"])) if mail else "E-post fra demoen"
        page = PAGE.format(title=title, body=_mail_page(mail) if mail else _list_page(self.mails))
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Say nothing of what was read."""


class _Keeper:
    """What aiosmtpd calls for each mail."""

    def __init__(self, mails: Mails) -> None:
        self.mails = mails

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        self.mails.keep(content if isinstance(content, bytes) else b"", list(envelope.rcpt_tos))
        return "250 Kept"


class Mailbox:
    """Both servers in threads; for tests as a context manager."""

    def __init__(
        self, directory: Path, smtp: socket.socket | None = None, web: socket.socket | None = None
    ) -> None:
        self.mails = Mails(directory)
        self.smtp = smtp or socket.create_server(("127.0.0.1", 0))
        self.web = web or socket.create_server(("127.0.0.1", 0))
        pages = type("Pages", (_Pages,), {"mails": self.mails})
        self._http = ThreadingHTTPServer(self.web.getsockname()[:2], pages, bind_and_activate=False)
        self._http.socket.close()
        self._http.socket = self.web
        self._loop = asyncio.new_event_loop()
        self._threads = [
            threading.Thread(target=self._http.serve_forever, daemon=True),
            threading.Thread(target=self._take_mail, daemon=True),
        ]

    @property
    def email_url(self) -> str:
        """EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.smtp.getsockname()[1]}"

    @property
    def web_url(self) -> str:
        """MAIL_CAPTURE_URL."""
        return f"http://127.0.0.1:{self.web.getsockname()[1]}/"

    def _take_mail(self) -> None:
        asyncio.set_event_loop(self._loop)
        keeper = _Keeper(self.mails)
        server = self._loop.run_until_complete(
            self._loop.create_server(
                lambda: SMTP(keeper, hostname="localhost", loop=self._loop), sock=self.smtp
            )
        )
        try:
            self._loop.run_forever()
        finally:
            server.close()
            self._loop.run_until_complete(server.wait_closed())
            self._loop.close()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        for thread in self._threads:
            thread.join(5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--smtp-fd", type=int, required=True)
    parser.add_argument("--web-fd", type=int, required=True)
    given = parser.parse_args()
    smtp, web = (socket.socket(fileno=number) for number in (given.smtp_fd, given.web_fd))
    with Mailbox(given.directory, smtp, web):
        threading.Event().wait()


if __name__ == "__main__":
    main()
