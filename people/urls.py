"""Addresses of people's details, the set-up, and the API's keys."""

from django.urls import path

from people import api
from people.views import calendar, relations, residents, setup, team

_EDIT = "personer/<uuid:public_id>/rediger/"
_MEMBER = "fordeling/ansatte/<uuid:staff_id>/fravaer/"

urlpatterns = [
    path("personer/ny/", residents.new, name="person-new"),
    path(_EDIT, residents.details, name="person-details"),
    path(f"{_EDIT}opplysninger/", residents.edit, name="person-edit"),
    path(f"{_EDIT}nummer/", residents.number, name="person-number"),
    path(f"{_EDIT}adressebeskyttelse/", residents.protection, name="person-protection"),
    path(f"{_EDIT}parorende/ny/", residents.relative_new, name="relative-new"),
    path(f"{_EDIT}parorende/<uuid:relative_id>/", residents.relative_edit, name="relative-edit"),
    path(
        f"{_EDIT}parorende/<uuid:relative_id>/avslutt/",
        residents.relative_end,
        name="relative-end",
    ),
    path(f"{_EDIT}representant/ny/", residents.representative_new, name="representative-new"),
    path(
        f"{_EDIT}representant/<uuid:representative_id>/avslutt/",
        residents.representative_end,
        name="representative-end",
    ),
    path(_MEMBER, team.absences, name="team-member"),
    path(f"{_MEMBER}avslutt/", team.end, name="end-absence"),
    path("fordeling/ansatte/<uuid:staff_id>/kapasitet/", team.capacity, name="capacity"),
    path("fordeling/ansatte/<uuid:staff_id>/tilknytning/", relations.team, name="team-relations"),
    path(
        "fordeling/ansatte/<uuid:staff_id>/tilknytning/avslutt/",
        relations.end,
        name="end-relation",
    ),
    path("profil/tilknytning/", relations.own, name="own-relations"),
    path("kalender/ny/", calendar.renew, name="renew-calendar"),
    path("oppsett/", setup.index, name="setup"),
    path("oppsett/brukere/", setup.users, name="users"),
    path("oppsett/brukere/ny/", setup.user_new, name="user-new"),
    path("oppsett/enheter/", setup.units, name="units"),
    path("oppsett/enheter/ny/", setup.unit_new, name="unit-new"),
    path("oppsett/enheter/<int:unit_id>/", setup.unit, name="unit"),
    path("oppsett/enheter/<int:unit_id>/navn/", setup.unit_rename, name="unit-rename"),
    path("oppsett/enheter/<int:unit_id>/legg-ned/", setup.unit_close, name="unit-close"),
]
api_patterns = [
    path("tokens/revoke/", api.RevokedToken.as_view(), name="api-revoke-token"),
]
