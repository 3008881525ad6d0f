"""The product's settings with one app more, whose migration has not been applied."""

from tildeling.settings import *

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.campaign.altering"]
