"""Addresses of the post.

«Marker som sendt» starts the complaint clock and so belongs to a higher floor. The pages post to
it under the names `post-bundle` (bundle's id: posted_on) and `post-letter` (letter's id:
posted_on, handled_as), where they exist.
"""

from django.urls import path

from notifications import api, views

urlpatterns = [
    path("brev/", views.queue, name="letters"),
    path("brev/skriv-ut/", views.print_chosen, name="print-letters"),
    path("brev/bunke/<uuid:bundle_id>/", views.bundle, name="letter-bundle"),
    path("brev/bunke/<uuid:bundle_id>/tilbake/", views.undo_print, name="undo-print"),
    path("brev/<uuid:letter_id>/", views.letter_file, name="letter-pdf"),
    path("brev/<uuid:letter_id>/oppfolging/", views.follow_up, name="letter"),
    path("brev/<uuid:letter_id>/stans/", views.stop, name="stop-letter"),
    path("brev/<uuid:letter_id>/retur/", views.returned, name="returned-letter"),
    path("brev/<uuid:letter_id>/pa-nytt/", views.renew, name="renew-letter"),
    path("brev/<uuid:letter_id>/avklart/", views.settle, name="settle-letter"),
    path("oppsett/brev/", views.channels, name="post-channels"),
    path("oppsett/brev/ny/", views.channel_new, name="post-channel-new"),
    path("oppsett/brev/<int:channel_id>/avslutt/", views.channel_end, name="post-channel-end"),
    path("oppsett/post/", views.settings, name="post-settings"),
    path("oppsett/post/ny/", views.setting_new, name="post-setting-new"),
    path("oppsett/post/<int:setting_id>/avslutt/", views.setting_end, name="post-setting-end"),
    path("varsler/", views.notices, name="notices"),
    path("varsler/lest/", views.read_notices, name="read-notices"),
    path("varsler/valg/", views.notice_choices, name="notice-choices"),
    path("varsler/valg/av/", views.switch_notices, {"on": False}, name="notices-off"),
    path("varsler/valg/pa/", views.switch_notices, {"on": True}, name="notices-on"),
    path("varsler/e-post/av/<str:token>/", views.digest_off, name="digest-off"),
]
api_patterns = [
    path("letters/<uuid:letter_id>/pdf/", api.LetterPdf.as_view(), name="api-letter-pdf"),
]
