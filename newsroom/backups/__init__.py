"""Keeping the whole site: backups that are verified before they count, restoring, moving to another database."""
