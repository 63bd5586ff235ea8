"""The desk's screens for what this floor holds, and what the screens of every floor share (base, fields)."""

from companies.admin import company

__all__ = ["company"]
