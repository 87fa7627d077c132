"""Debian's packages for what the tests need from the machine, installed where we may."""

import os
import shutil
import subprocess

_INSTALL = ("install", "-qq", "-y", "--no-install-recommends")
_MORE_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # not on everybody's path


class NoProgram(RuntimeError):
    """A program is missing and could not be installed; the message says what to install."""


def program(name: str) -> str:
    """Return the path of a program whose package is called as it is; raises NoProgram."""
    folders = [os.environ.get("PATH", os.defpath), *_MORE_FOLDERS]
    found = shutil.which(name, path=os.pathsep.join(folders))
    if found is None:
        raise NoProgram(f"{name} is missing. Install it (on Debian: apt-get install {name}).")
    return found


def provide(name: str) -> str:
    """Return the path of the program, installing its package where it is missing.

    Raises NoProgram.
    """
    try:
        return program(name)
    except NoProgram:
        install(name)
        return program(name)


def install(package: str) -> bool:
    """Install the package; False where there is no apt-get, or it may not be used."""
    _apt("update", "-qq")  # where one of several sources fails, the package may still be had
    return _apt(*_INSTALL, package)


def _apt(*arguments: str) -> bool:
    if shutil.which("apt-get") is None:
        return False
    # Without a runlevel no package starts the server that it brings.
    settings = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    command = ["apt-get", *arguments]
    if os.geteuid() != 0:
        command = ["sudo", "-n", *(f"{name}={value}" for name, value in settings.items()), *command]
        if shutil.which("sudo") is None:
            return False
    try:
        subprocess.run(command, env=os.environ | settings, stdout=subprocess.DEVNULL, check=True)
    except subprocess.CalledProcessError:
        return False
    return True
