"""All addresses: the frame's own, and every app's pages and API doors where it has any."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from tildeling import views

Patterns = list[URLPattern | URLResolver]


def app_urls() -> list[ModuleType]:
    """The `urls` of every app that has one, top floor first."""
    return [import_module(f"{app}.urls") for app in settings.HOUSE if find_spec(f"{app}.urls")]


def doors(name: str) -> Patterns:
    """Every app's `urlpatterns` (pages) or `api_patterns` (API), one after the other."""
    return [door for module in app_urls() for door in getattr(module, name, [])]


urlpatterns: Patterns = [
    path("", views.home, name="home"),
    path("logg-inn/", views.SignIn.as_view(), name="login"),
    path("logg-ut/", views.SignOut.as_view(), name="logout"),
    path("profil/", views.profile, name="profile"),
    path("profil/visning/", views.scheme, name="scheme"),
    path("snarveier/", views.shortcuts, name="shortcuts"),
    path("okt/", views.session, name="session"),
    path("okt/skjermet/", views.shielded, name="shielded"),
    path("oppsett/komponenter/", views.components, name="components"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("api/v1/", include(doors("api_patterns"))),
    *doors("urlpatterns"),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
