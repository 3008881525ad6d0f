"""Addresses of meetings and their items."""

from django.urls import path

from meetings import views

urlpatterns = [
    path("moter/", views.meeting_list, name="meetings"),
    path("moter/nytt/", views.new_meeting, name="new-meeting"),
    path("moter/<uuid:meeting_id>/", views.meeting, name="meeting"),
    path("moter/<uuid:meeting_id>/endre/", views.change_meeting, name="change-meeting"),
    path("moter/<uuid:meeting_id>/til-stede/", views.attendance, name="meeting-attendance"),
    path("moter/<uuid:meeting_id>/avslutt/", views.end_meeting, name="end-meeting"),
    path("moter/<uuid:meeting_id>/utskrift/", views.printed, name="print-meeting"),
    path("moter/<uuid:meeting_id>/vegg/", views.wall, name="meeting-wall"),
    path("moter/saker/<uuid:item_id>/", views.item, name="agenda-item"),
    path("moter/saker/<uuid:item_id>/flytt/", views.move, name="move-item"),
    path("moter/saker/<uuid:item_id>/habilitet/", views.impartiality, name="item-impartiality"),
    path("moter/saker/<uuid:item_id>/notat/", views.own_note, name="item-own-note"),
    path("moter/saker/<uuid:item_id>/utsett/", views.postpone, name="postpone-item"),
    path("moter/saker/<uuid:item_id>/ta-av/", views.take_off, name="take-item-off"),
    path("saker/<str:reference>/mote/", views.put_case, name="put-on-agenda"),
    path("saker/<str:reference>/mote/ta-av/", views.take_case_off, name="take-off-agenda"),
]
