"""The door of the web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from watch.adapters import refuse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tildeling.settings")

application = get_wsgi_application()
refuse()
connections.close_all()  # each of the server's processes opens its own
