"""A town as a folder of small tables: checked in plain words, loaded as often as one likes."""

from xiangyue.house.townfolder.check import Problem, check
from xiangyue.house.townfolder.load import load
from xiangyue.house.townfolder.tables import find_folder, towns_folder

__all__ = ["Problem", "check", "find_folder", "load", "towns_folder"]
