"""When is an installation needed? Files in a scratch directory; nothing is installed here."""

import pytest

from launcher import environment
from launcher.failure import Failure


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with lock files and a virtual environment in which nothing was installed yet."""
    (tmp_path / "requirements").mkdir()
    for name in ("app", "local", "dev"):
        (tmp_path / "requirements" / f"{name}.lock").write_text(f"{name} 1")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (tmp_path / "python3.11").touch()
    python.symlink_to(tmp_path / "python3.11")
    monkeypatch.setattr(environment, "PROJECT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", python)
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "installed-lock")
    return tmp_path


def installed(lock):
    environment.STAMP.write_text(environment.stamp(lock))


def change(project, *locks):
    for lock in locks:
        (project / "requirements" / f"{lock}.lock").write_text(f"{lock} 2")


def test_a_new_environment_needs_everything(project):
    assert not environment.up_to_date("local")
    assert not environment.up_to_date("dev")


def test_an_installed_lock_is_not_installed_again(project):
    installed("local")

    assert environment.up_to_date("local")
    assert not environment.up_to_date("dev")


def test_the_development_lock_contains_the_local_one(project):
    installed("dev")
    change(project, "local")

    assert environment.up_to_date("local")


def test_a_changed_lock_is_installed(project):
    installed("dev")
    change(project, "local", "dev")

    assert not environment.up_to_date("local")
    assert not environment.up_to_date("dev")


def test_another_python_needs_everything_again(project):
    installed("dev")
    (project / "python3.13").touch()
    environment.PYTHON.unlink()
    environment.PYTHON.symlink_to(project / "python3.13")

    assert not environment.up_to_date("dev")


def test_a_python_that_went_away_needs_everything_again(project):
    installed("dev")
    (project / "python3.11").unlink()

    assert not environment.up_to_date("dev")


def test_a_python_without_venv_says_what_to_install(project, monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(Failure, match="apt install python3-venv"):
        environment.create_if_missing()
