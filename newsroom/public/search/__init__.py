"""Search for readers: what they typed (query), the stories that answer it (find), what is shown of them (excerpts)."""
