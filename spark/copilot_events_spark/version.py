"""The version of this package, which is that of the program it runs."""

__version__ = "0.1.0"
