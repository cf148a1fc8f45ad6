import pytest
from PySide6.QtCore import QSettings

from widgets.consent_store import keep_consents, kept_consents

ONE, OTHER = "a" * 64, "0" * 64


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.mark.parametrize("hashes", [(), (ONE,), (ONE, OTHER)], ids=["none", "one", "two"])
def test_what_was_kept_is_there_in_the_next_session(tmp_path, settings, hashes):
    keep_consents(settings, hashes)
    assert kept_consents(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)) == hashes


def test_nothing_is_kept_at_first(settings):
    assert kept_consents(settings) == ()


def test_what_is_no_hash_is_left_out(settings):
    settings.setValue("consents", [ONE, "anything", ONE.upper(), 3, ""])
    assert kept_consents(settings) == (ONE,)
