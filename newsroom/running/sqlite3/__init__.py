"""Django's SQLite, without what readers and people who write would wait for."""
