"""Addresses of notes and documents."""

from django.urls import path

from records import api, views

urlpatterns = [
    path("saker/<str:reference>/dokumenter/", views.papers, name="papers"),
    path("personer/<uuid:public_id>/dokumenter/", views.papers, name="person-papers"),
    path("saker/<str:reference>/dokumenter/nytt/", views.new_document, name="new-document"),
    path(
        "personer/<uuid:public_id>/dokumenter/nytt/",
        views.new_document,
        name="new-person-document",
    ),
    path("dokumenter/<uuid:document_id>/", views.document, name="document"),
    path("dokumenter/<uuid:document_id>/rett/", views.describe, name="describe-document"),
    path("dokumenter/<uuid:document_id>/angre/", views.undo_link, name="undo-link"),
    path("innboks/", views.inbox, name="inbox"),
    path("innboks/<uuid:scan_id>/", views.link_document, name="link-document"),
    path("innboks/<uuid:scan_id>/dobbelt/", views.discard_double, name="discard-double"),
    path("innboks/<uuid:scan_id>/dobbelt/angre/", views.keep_double, name="keep-double"),
    path("saker/<str:reference>/notater/nytt/", views.new_note, name="new-note"),
    path("personer/<uuid:public_id>/notater/nytt/", views.new_note, name="new-person-note"),
    path("notater/<uuid:note_id>/", views.note, name="note"),
    path("notater/<uuid:note_id>/rett/", views.correct, name="correct-note"),
    path("notater/<uuid:note_id>/forelagt/", views.put_before, name="put-note-before"),
]
api_patterns = [
    path("cases/<str:reference>/documents/", api.Documents.as_view(), name="api-documents"),
    path("documents/<uuid:document_id>/", api.DocumentFile.as_view(), name="api-document"),
    path("inbox/documents/", api.InboxDocuments.as_view(), name="api-inbox-documents"),
    path("cases/<str:reference>/notes/", api.Notes.as_view(), name="api-notes"),
    path(
        "cases/<str:reference>/notes/<uuid:note>/put-before/",
        api.PutBeforePerson.as_view(),
        name="api-put-before",
    ),
]
