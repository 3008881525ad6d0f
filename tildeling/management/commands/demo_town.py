"""Fills an empty database with the demo town, through the actions."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import localdate

from people import actions as people
from people.access import stay_in
from people.models import Account, Municipality
from people.signed_in import actor_for
from tildeling.town import (
    asking,
    doors,
    inspection,
    law,
    leaving,
    meetings,
    papers,
    referrals,
    residents,
    rights,
    staff,
    teams,
    twice,
    units,
    unusual,
    urgent,
)
from tildeling.town.deliveries import Deliveries
from tildeling.town.path import Path
from tildeling.town.stories import STORIES, Town, decisions, open_cases

YEARS = dt.timedelta(days=900)


class Command(BaseCommand):
    """`manage.py demo_town`"""

    help = "Fill an empty database with the demo town (demo mode only)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the town. Refuses outside demo mode and over anything that is there."""
        if not (settings.DEMO and settings.SYNTHETIC_NUMBERS):
            raise CommandError("the demo town is for DEMO=1 with SYNTHETIC_NUMBERS=1 only")
        if Municipality.objects.exists():
            self.stdout.write("the town is there already")
            return
        now = timezone.now()
        begun = now - YEARS
        made = people.found_municipality(
            "3301",
            name="Drammen kommune (demo)",
            organisation_number="921234554",
            address="Postboks 7500",
            postal="3008 Drammen",
            phone="32 04 00 00",
            top_unit="Helse, sosial og omsorg",
            administrator=("Første", "Systemansvarlig"),
            employee_number="1000",
            username="oppsett",
            password=staff.PASSWORD,
            at=begun,
        )
        stay_in(made["municipality"])
        founder = actor_for(Account.objects.get(pk=made["account"]), at=begun)
        town_units = units.build(made["unit"], actor=founder, at=begun)
        law.decide(actor=founder, at=begun, from_on=localdate(begun))
        accounts = staff.hire(town_units, actor=founder, at=begun, today=localdate(now))
        crew = staff.Crew(accounts)
        arrived = now - dt.timedelta(days=500)
        ids = residents.move_in(actor=crew("saksbehandler", arrived), at=arrived)
        deliveries = Deliveries(crew)
        town = Town(Path(crew), deliveries, ids)
        for n, story in enumerate(sorted(STORIES, key=lambda s: -s.days_ago), start=1):
            town.tell(story, now)
            if n % 15 == 0:
                self.stdout.write(f"  {n} of {len(STORIES)} stories told")
                self.stdout.flush()
        asking.ask(town.path, deliveries, ids, now)
        papers.lay_in(crew, now)
        referrals.refer(town.path, ids, now)
        urgent.give_help(town.path, ids, now)
        leaving.leave(crew, ids, now)
        unusual.look_about(crew, now)
        inspection.control(crew, now)
        meetings.meet(crew, now)
        twice.ask(crew, ids, now)
        teams.lead(crew, now)
        doors.open_doors(town_units, crew, now)
        rights.give_and_tell(town_units, crew, now)
        self.stdout.write(f"the town has {open_cases()} cases and {decisions()} decisions")
