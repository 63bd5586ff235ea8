"""Django's PostgreSQL, which tells a database that does nothing for anybody from a mistake of ours."""
