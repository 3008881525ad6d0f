"""What somebody may change about their own screen. No act: nothing in a case is touched."""

from django.db import transaction

from people.models import Account


@transaction.atomic(durable=True)
def choose_profile(
    account_id: int,
    *,
    language: str,
    scheme: str,
    shortcuts: bool,
    single_keys: bool,
    list_keys: bool,
) -> None:
    """Keep the choices of «Profil» for one account."""
    Account.objects.filter(pk=account_id).update(
        language=language,
        scheme=scheme,
        shortcuts=shortcuts,
        single_keys=single_keys,
        list_keys=list_keys,
    )


@transaction.atomic(durable=True)
def choose_scheme(account_id: int, *, scheme: str) -> None:
    """Keep the look alone, chosen in the user menu."""
    Account.objects.filter(pk=account_id).update(scheme=scheme)
