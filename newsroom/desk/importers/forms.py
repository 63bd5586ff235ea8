"""What a form of uploads offers, known without any of the readers."""

# The formats by name, with what a person calls them.
FORMS = {
    "text": "text page", "jsonl": "JSON Lines", "wxr": "WordPress export", "feed": "RSS or Atom feed",
    "jsonfeed": "JSON Feed", "wp-rest": "answer of WordPress's REST API", "ghost": "Ghost export",
    "html": "saved web page", "csv": "table",
}  # fmt: skip
