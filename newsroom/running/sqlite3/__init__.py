"""Django's SQLite, without two things that a reader would wait for."""
